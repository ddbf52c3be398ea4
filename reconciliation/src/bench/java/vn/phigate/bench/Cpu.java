package vn.phigate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * Processor seconds from Linux's /proc; 0 elsewhere. Everything here shares a few processors, also with whatever else the machine does, so the
 * time that work takes on a processor says more than the time it takes on the wall.
 */
final class Cpu {
    private static final double TICKS = 100;

    private Cpu() {}

    /** Of the server, of its processes that live and of those that ended. */
    static double ofServer(Path dataDirectory) throws IOException {
        long postmaster = Long.parseLong(Files.readAllLines(dataDirectory.resolve("postmaster.pid"))
                .getFirst()
                .strip());
        LongStream children = ProcessHandle.of(postmaster).stream()
                .flatMap(ProcessHandle::children)
                .mapToLong(ProcessHandle::pid);
        return of(postmaster, true)
                + children.mapToDouble(pid -> of(pid, false)).sum();
    }

    /** Of one process. */
    static double of(long pid) {
        return of(pid, false);
    }

    /** Of the processes that this one started and that ended. */
    static double ofEnded() {
        long self = ProcessHandle.current().pid();
        return of(self, true) - of(self, false);
    }

    private static double of(long pid, boolean withEnded) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
            return (withEnded ? ticks + Double.parseDouble(fields[13]) + Double.parseDouble(fields[14]) : ticks)
                    / TICKS;
        } catch (IOException gone) {
            return 0;
        }
    }
}
