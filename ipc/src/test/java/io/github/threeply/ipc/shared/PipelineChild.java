package io.github.threeply.ipc.shared;

import io.github.threeply.patterns.BoundedPipeline;
import io.github.threeply.patterns.PipelineReport;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The first half of a pipeline: makes jobs, and leads to a shared queue. */
final class PipelineChild {
    private PipelineChild() {}

    public static void main(String[] args) throws InterruptedException {
        int count = Integer.parseInt(args[1]);
        try (SharedMemory memory = SharedMemory.open(Path.of(args[0]))) {
            SharedQueue<SharedPipelineTest.Job> between = memory.queue("jobs", SharedPipelineTest.JOBS, 16);
            AtomicLong next = new AtomicLong();
            BoundedPipeline half = BoundedPipeline.from("make", 1, () -> {
                        long number = next.getAndIncrement();
                        return number < count ? number : null;
                    })
                    .stage("name", 1, (Long number) -> new SharedPipelineTest.Job(number, "job " + number))
                    .to(between)
                    .start();
            PipelineReport report = SharedPipelineTest.end(half);
            System.out.println("accepted " + report.accepted() + " consumed " + report.consumed() + " returned "
                    + report.returned().size());
            Throwable failure = report.failure();
            for (; failure != null; failure = failure.getCause()) {
                System.out.println(
                        failure instanceof RemoteCauseException remote ? remote.text() : failure.getMessage());
            }
        }
    }
}
