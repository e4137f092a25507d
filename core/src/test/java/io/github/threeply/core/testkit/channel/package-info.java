/**
 * The contract of a {@link io.github.threeply.core.Channel} as JUnit tests: a test of an implementation has one nested class
 * for each {@code ...Contract}, and gives it a factory. {@code ManySidedChannelContract} is for channels that any number of
 * threads may use on either side.
 */
package io.github.threeply.core.testkit.channel;
