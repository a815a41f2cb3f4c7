package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a domain of 20 KB costs: the bar is 1 ms for a rewrite, once warm. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class RewriteBenchmark {

    private static final int LENGTH = 20 << 10;

    private final Rewriter rewriter = new Rewriter(Path.of("/run/contee/consoles"), Path.of("/var/log/contee/pty"));
    private final String domain = domain();
    private final String rewritten = rewriter.rewrite(domain, ConsoleMode.UNIX);

    /** As virsh prints a big guest: many disks and interfaces, two serials and the mirrored console. */
    private static String domain() {
        StringBuilder xml = new StringBuilder("""
                <domain type='kvm'>
                  <name>web</name>
                  <uuid>6f1b2c3d-0000-4000-8000-00000000000a</uuid>
                  <memory unit='KiB'>8388608</memory>
                  <vcpu placement='static'>8</vcpu>
                  <os>
                    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
                  </os>
                  <devices>
                    <emulator>/usr/bin/qemu-system-x86_64</emulator>
                """);
        for (int i = 0; xml.length() < LENGTH - 800; i++) {
            xml.append("""
                        <disk type='file' device='disk'>
                          <driver name='qemu' type='qcow2' discard='unmap'/>
                          <source file='/var/lib/libvirt/images/web-%1$d.qcow2'/>
                          <target dev='vd%1$d' bus='virtio'/>
                          <address type='pci' domain='0x0000' bus='0x%1$02x' slot='0x00' function='0x0'/>
                        </disk>
                        <interface type='network'>
                          <mac address='52:54:00:00:00:%1$02x'/>
                          <source network='default'/>
                          <model type='virtio'/>
                        </interface>
                    """.formatted(i));
        }
        return xml.append("""
                    <serial type='pty'>
                      <target type='isa-serial' port='0'>
                        <model name='isa-serial'/>
                      </target>
                    </serial>
                    <serial type='pty'>
                      <target type='isa-serial' port='1'>
                        <model name='isa-serial'/>
                      </target>
                    </serial>
                    <console type='pty'>
                      <target type='serial' port='0'/>
                    </console>
                    <memballoon model='virtio'/>
                  </devices>
                </domain>
                """).toString();
    }

    /** Reads it. */
    @Benchmark
    public DomainXml parse() {
        return DomainXml.parse(domain);
    }

    /** Rewrites it. */
    @Benchmark
    public String rewrite() {
        return rewriter.rewrite(domain, ConsoleMode.UNIX);
    }

    /** Finds that it is rewritten. */
    @Benchmark
    public String nothingToDo() {
        return rewriter.rewrite(rewritten, ConsoleMode.UNIX);
    }

    /** Rewrites it to the other mode. */
    @Benchmark
    public String otherMode() {
        return rewriter.rewrite(rewritten, ConsoleMode.PTY);
    }

    /** Gives the original back. */
    @Benchmark
    public String off() {
        return rewriter.rewrite(rewritten, ConsoleMode.OFF);
    }
}
