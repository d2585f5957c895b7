using System.Buffers;
using System.Net.Sockets;
using Relay.PdnsBackend.Wire;

namespace Relay.PdnsBackend.Connecting;

/// <summary>The connection to the serving process, made again whenever it is lost.</summary>
/// <param name="path">The socket of <c>--serve</c>.</param>
/// <param name="log">Told once that the server is away, and once that it is back.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerLink(string path, TextWriter log, TimeProvider time) : IDisposable
{
    /// <summary>For a question, over all tries: longer than the server has for it, shorter than PowerDNS'.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(950);

    private static readonly int Timeout = (int)Patience.TotalMilliseconds;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <summary>No answer of ours is longer.</summary>
    private const int MaxReply = 1 << 20;

    private readonly UnixDomainSocketEndPoint server = new(path);
    private readonly byte[] buffer = new byte[LineReader.MaxQuestion + 1];
    private Socket? connection;

    // Who has waited in vain for a server that is away waited for all who come later: it must not cost each question its whole time.
    private bool isAway;

    /// <summary>Asks, and asks again where the connection breaks: questions change nothing.</summary>
    /// <param name="greeting">What each connection begins with, without its end.</param>
    /// <param name="question">The line, without its end.</param>
    /// <param name="reply">Where the reply goes.</param>
    /// <returns>False where there was none in time.</returns>
    public bool TryAsk(ReadOnlySpan<byte> greeting, ReadOnlySpan<byte> question, ArrayBufferWriter<byte> reply)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                Ask(greeting, question, reply);
                if (isAway)
                    log.WriteLine($"urelay-pdns: {path} answers again");
                isAway = false;
                return true;
            }
            catch (SocketException failure)
            {
                Dispose();
                reply.ResetWrittenCount();
                if (isAway)
                    return false;
                if (time.GetElapsedTime(began) + Breath >= Patience)
                {
                    isAway = true;
                    log.WriteLine($"urelay-pdns: {path}: {failure.Message}; is urelay-pdns --serve running? Questions get SERVFAIL, trying again");
                    return false;
                }
            }
            Thread.Sleep(Breath);
        }
    }

    public void Dispose()
    {
        connection?.Dispose();
        connection = null;
    }

    private void Ask(ReadOnlySpan<byte> greeting, ReadOnlySpan<byte> question, ArrayBufferWriter<byte> reply)
    {
        if (connection is null)
        {
            connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = Timeout, SendTimeout = Timeout };
            connection.Connect(server);
            Exchange(connection, greeting, reply, static banner => banner.EndsWith("\n"u8));
            reply.ResetWrittenCount();
        }
        Exchange(connection, question, reply, IsWhole);
    }

    private void Exchange(Socket socket, ReadOnlySpan<byte> line, ArrayBufferWriter<byte> reply, Func<ReadOnlySpan<byte>, bool> isWhole)
    {
        line.CopyTo(buffer);
        buffer[line.Length] = (byte)'\n';
        socket.Send(buffer.AsSpan(0, line.Length + 1));
        do
        {
            int got = socket.Receive(buffer);
            if (got == 0 || reply.WrittenCount > MaxReply)
                throw new SocketException((int)SocketError.ConnectionReset);
            reply.Write(buffer.AsSpan(0, got));
        }
        while (!isWhole(reply.WrittenSpan));
    }

    /// <summary>One question is under way at a time, so what ends so has ended.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> reply) => EndsWithLine(reply, "END\n"u8) || EndsWithLine(reply, "FAIL\n"u8);

    private static bool EndsWithLine(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> line) =>
        reply.EndsWith(line) && (reply.Length == line.Length || reply[^(line.Length + 1)] == '\n');
}
