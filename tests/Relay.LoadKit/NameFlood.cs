using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Relay.LoadKit;

/// <summary>
/// AAAA questions for names that nobody asked for before, 64 at once, until its input ends. Prints how many were answered with an address, how many with SERVFAIL, and how many
/// otherwise or not at all.
/// <code>
/// id, flags, 1 question, 0, 0, 0: six numbers of 16 bits | labels, each after its length | 0 | type AAAA | class IN     (RFC 1035 section 4.1)
/// </code>
/// </summary>
internal static class NameFlood
{
    private const int Askers = 64, RecursionDesired = 0x0100, ServFail = 2, Aaaa = 28, Internet = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Arguments arguments)
    {
        int answered = 0, failed = 0, other = 0;
        // Console.In reads synchronously whatever the method is called.
        Task<string> input = Task.Run(Console.In.ReadToEnd);
        Console.WriteLine("asking");
        await Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => Task.Run(async () =>
        {
            using Socket socket = new(arguments.Targets[0].AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(arguments.Targets[0]);
            for (int n = 0; !input.IsCompleted; n++)
            {
                _ = await AskAsync(socket, string.Create(CultureInfo.InvariantCulture, $"r{n}.a{asker}.flood.test")) switch
                {
                    (0, > 0) => Interlocked.Increment(ref answered),
                    (ServFail, _) => Interlocked.Increment(ref failed),
                    _ => Interlocked.Increment(ref other),
                };
            }
        })));
        Console.WriteLine($"asked answered={answered} servfail={failed} other={other}");
    }

    private static async Task<(int Code, int Answers)> AskAsync(Socket socket, string name)
    {
        byte[] reply = new byte[512];
        await socket.SendAsync(Question(name));
        using CancellationTokenSource late = new(Patience);
        try
        {
            int length = await socket.ReceiveAsync(reply, late.Token);
            return length < 12 ? (-1, 0) : (reply[3] & 15, BinaryPrimitives.ReadUInt16BigEndian(reply.AsSpan(6)));
        }
        catch (OperationCanceledException)
        {
            return (-1, 0);
        }
    }

    private static byte[] Question(string name)
    {
        List<byte> message = [];
        foreach (int number in (int[])[1, RecursionDesired, 1, 0, 0, 0])
            Add(number);
        foreach (string label in name.Split('.'))
            message.AddRange([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]);
        message.Add(0);
        Add(Aaaa);
        Add(Internet);
        return [.. message];

        void Add(int number) => message.AddRange([(byte)(number >> 8), (byte)number]);
    }
}
