package io.contee.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.testcontainers.containers.Container;

/** An ordinary user of a {@link LibvirtHost}, with a libvirtd (qemu:///session) and a contee of its own. */
final class SessionUser {

    private final LibvirtHost host;
    private final String name;
    private final List<String> environment = new ArrayList<>();
    private final String runtimeDir;

    /** @param loggedIn whether it has a runtime directory, as after a login under systemd */
    SessionUser(LibvirtHost host, String name, boolean loggedIn) {
        this.host = host;
        this.name = name;
        host.sh("useradd --create-home --shell /bin/sh " + name);
        environment.addAll(List.of("HOME=" + home(), "USER=" + name, "LOGNAME=" + name, "PATH=/usr/bin:/bin"));
        environment.add("LIBVIRT_DEFAULT_URI=qemu:///session");
        if (loggedIn) {
            String uid = host.sh("id -u " + name).strip();
            runtimeDir = "/run/user/" + uid;
            host.sh("mkdir -p /run/user && install -d -m 700 -o " + name + " " + runtimeDir);
            environment.add("XDG_RUNTIME_DIR=" + runtimeDir);
        } else {
            runtimeDir = home() + "/.cache";
        }
    }

    String home() {
        return "/home/" + name;
    }

    String runtimeDir() {
        return runtimeDir;
    }

    String[] command(String... command) {
        List<String> all = new ArrayList<>(List.of("runuser", "-u", name, "--", "env", "-i", "-C", home()));
        all.addAll(environment);
        all.addAll(Arrays.asList(command));
        return all.toArray(String[]::new);
    }

    Container.ExecResult run(String... command) {
        return host.run(command(command));
    }

    /** Runs a shell script, which must end well. */
    String sh(String script) {
        Container.ExecResult result = run("sh", "-c", script);
        if (result.getExitCode() != 0) {
            throw new AssertionError("exit code " + result.getExitCode() + " of: " + script + "\nstdout: "
                    + result.getStdout() + "\nstderr: " + result.getStderr() + "\ncontee: " + conteeLog());
        }
        return result.getStdout();
    }

    ContainerProcess process(String... command) {
        return host.process(command(command));
    }

    void startContee() {
        sh("setsid " + LibvirtHost.CONTEE + " serve >> contee.log 2>&1 < /dev/null & echo $! > contee.pid");
        host.await("curl -q -s -f -o /dev/null --unix-socket " + runtimeDir
                + "/contee/control.sock http://localhost/healthz");
    }

    void stopContee() {
        sh("kill $(cat contee.pid); while kill -0 $(cat contee.pid) 2>/dev/null; do sleep 0.05; done");
    }

    String conteeLog() {
        return host.readText(home() + "/contee.log");
    }

    /** Ends the user's libvirtd; the next connection starts another. */
    void restartLibvirtd() {
        sh("pid=$(cat " + runtimeDir + "/libvirt/libvirtd.pid) && kill $pid"
                + " && while kill -0 $pid 2>/dev/null; do sleep 0.05; done");
        sh("virsh -q version");
    }
}
