using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Bench.Contenders;
using Relay.Store.Model;

namespace Relay.Bench.Rules;

/// <summary><c>urelay run</c> with a DNS listener, asked over UDP.</summary>
internal sealed class AnsweringWorker : AnsweringProcess
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 100 };
    private readonly byte[] question = QuestionOf(Name), reply = new byte[512];

    private AnsweringWorker(string directory, string location, int port)
        : base(Tool.Serve(null, Path.Combine(directory, $"urelay{port}.log"), Path.GetFullPath("urelay"), "run", "--store", location,
            "--journal", Path.Combine(directory, $"journal{port}"), "--listen", $"dns://127.0.0.1:{port}")) =>
        socket.Connect(IPAddress.Loopback, port);

    /// <param name="directory">For its journal and its log.</param>
    /// <param name="location">The store.</param>
    public static AnsweringWorker Start(string directory, string location) => new(directory, location, Contender.NextPort());

    public override bool Answers(NetAddress address)
    {
        Span<byte> wanted = stackalloc byte[16];
        IPAddress.Parse(address.ToString()).TryWriteBytes(wanted, out _);
        try
        {
            socket.Send(question);
            return reply.AsSpan(0, socket.Receive(reply)).IndexOf(wanted) >= 0;
        }
        catch (SocketException)
        {
            return false; // nobody listens yet
        }
    }

    public override void Dispose()
    {
        socket.Dispose();
        base.Dispose();
    }

    /// <summary>RFC 1035 section 4: a header, the labels of the name, AAAA (28), IN (1).</summary>
    private static byte[] QuestionOf(string name) =>
    [
        0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
        .. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0,
        0, 28, 0, 1,
    ];
}
