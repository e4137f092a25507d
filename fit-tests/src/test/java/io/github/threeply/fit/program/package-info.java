/** A program of the user's, which the tests put into jars and images. */
package io.github.threeply.fit.program;
