package io.contee.net;

/**
 * Who is at the other end of a unix socket, as the kernel recorded it when the connection was made
 * ({@code SO_PEERCRED}, unix(7)).
 *
 * @param pid the peer's process id, as seen from this process's pid namespace; 0 if it is in none that can be seen
 * @param uid the peer's effective user id
 * @param gid the peer's effective group id
 */
public record PeerCredentials(int pid, int uid, int gid) {}
