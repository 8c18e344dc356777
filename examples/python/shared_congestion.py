# SPDX-License-Identifier: GPL-2.0-only
"""A client fetches a file again and again: connections that share what they have learned.

    server --- router --- 4 Mb/s, 75 ms round trip, queue of 200 packets --- router --- client

Source: Congestion Manager (OSDI 2000), Figure 7. With a Congestion Manager at the server, the
second connection begins with the window that the first one has found. The client knows nothing of
it. The experiment `cm-sharing` is the same in C++.
"""

from functools import partial

from qos_overlay import scenario

FILE = 131072  # bytes
GAP = 0.5  # s from the beginning of a request to that of the next; they overlap
PORT = 80


def run(transport: str, requests: int = 9, seed: int = 1) -> list[float]:
    """Fetch the file.

    Args:
        transport: of the server: tcp, coupled or cm.
        requests: how often.
        seed: of the simulation.

    Returns:
        The seconds of each request, from its handshake to the last byte.
    """
    net = scenario.Dumbbell(rate="4Mbps", delay="37.5ms", queue=200, seed=seed)
    server, client = net.left[0], net.right[0]
    if transport == "cm":
        server.install_cm()

    def serve(connection: scenario.Socket) -> None:
        def answer(request: bytes, peer: tuple[str, int]) -> None:
            connection.send(FILE)
            connection.close()

        connection.on_receive(answer)

    server.listen(PORT, transport=transport, on_accept=serve)

    fetches = []

    def fetch() -> None:
        connection = client.socket("tcp")
        connection.on_connected(partial(connection.send, b"GET"))
        connection.connect(server, PORT)
        fetches.append((net.now, connection))

    for request in range(requests):
        net.after(request * GAP, fetch)
    net.advance(requests * GAP + 10)
    net.close()
    assert all(connection.received_bytes == FILE for _, connection in fetches)
    return [connection.received["time_s"][-1] - begin for begin, connection in fetches]


def main() -> None:
    print("request      tcp  coupled       cm")
    columns = [run(transport) for transport in ("tcp", "coupled", "cm")]
    for number, durations in enumerate(zip(*columns), start=1):
        print(f"{number:7}" + "".join(f"{1000 * duration:6.0f} ms" for duration in durations))


if __name__ == "__main__":
    main()
