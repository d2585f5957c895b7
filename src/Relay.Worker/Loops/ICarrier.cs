using Relay.Worker.Linux;

namespace Relay.Worker.Loops;

/// <summary>
/// What is behind a socket that is one end of a pair: it carries the bytes of the pair over a connection, in another form. A pair (unix(7)) knows neither resets nor peers that
/// are gone; that goes by this.
/// </summary>
internal interface ICarrier
{
    /// <summary>Why the connection has ended, unless in order. It is set before the end of the pair is, so what came before can be read.</summary>
    Errno Failure { get; }

    /// <summary>Done when all is: after a close, when what was sent has gone out, or cannot.</summary>
    Task Ended { get; }

    /// <summary>The socket is being closed: what was sent on it still goes out, then the connection ends.</summary>
    void Close();

    /// <summary>The same with a reset.</summary>
    void Reset();

    /// <summary>As on a TCP socket: of the connection.</summary>
    void Apply(KeepAlive keepAlive);

    /// <summary>The same. False where nothing is known.</summary>
    bool TryGetTcpInfo(out TcpInfo info);
}
