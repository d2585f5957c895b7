using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>
/// Dumps of rtnetlink(7), by a socket of the namespace that they are about.
/// <code>
/// nlmsghdr  len:4 type:2 flags:2 seq:4 pid:4       then a body by its type, then attributes
/// rtattr    len:2 type:2 data, each aligned to 4
/// </code>
/// </summary>
internal static class RouteNetlink
{
    public const ushort Family = 16;
    public const int Raw = 3;

    private const ushort Done = 3, ErrorMessage = 2;
    private const ushort RequestDump = 0x301; // NLM_F_REQUEST | NLM_F_DUMP
    private const ushort DumpInterrupted = 0x10; // NLM_F_DUMP_INTR
    private const int HeaderSize = 16, AttributeHeader = 4;

    /// <summary>Is given each message of the wanted type, from its body on.</summary>
    public delegate void Visitor(ReadOnlySpan<byte> message);

    /// <param name="fd">The socket.</param>
    /// <param name="request">The type that asks.</param>
    /// <param name="bodySize">Of the body of both.</param>
    /// <param name="answer">The type of what is wanted.</param>
    /// <param name="buffer">For a part of the dump.</param>
    /// <param name="visit">What to do with each.</param>
    /// <returns>False where what was dumped changed meanwhile: nothing of it is good.</returns>
    /// <exception cref="LinuxException">It could not be read.</exception>
    public static bool TryDump(int fd, ushort request, int bodySize, ushort answer, byte[] buffer, Visitor visit)
    {
        Request(fd, request, bodySize);
        while (true)
        {
            Libc.WaitReadable(fd);
            IoResult received = Libc.Receive(fd, buffer);
            if (received.WouldBlock)
                continue;
            if (received.Error == Errno.NoBuffers)
                return false;
            if (!received.Succeeded)
                throw new LinuxException("recv (rtnetlink)", received.Error);
            switch (Parse(buffer.AsSpan(0, received.Count), bodySize, answer, visit))
            {
                case DumpStatus.Complete:
                    return true;
                case DumpStatus.Interrupted:
                    return false;
                case DumpStatus.Failed:
                    throw new LinuxException("a dump (rtnetlink)", Errno.ProtocolError);
                default:
                    break;
            }
        }
    }

    /// <summary>Reads messages of a dump.</summary>
    internal static DumpStatus Parse(ReadOnlySpan<byte> messages, int bodySize, ushort answer, Visitor visit)
    {
        while (messages.Length >= HeaderSize)
        {
            int length = MemoryMarshal.Read<int>(messages);
            ushort type = MemoryMarshal.Read<ushort>(messages[4..]);
            if (type == ErrorMessage || length < HeaderSize || length > messages.Length)
                return DumpStatus.Failed;
            if ((MemoryMarshal.Read<ushort>(messages[6..]) & DumpInterrupted) != 0)
                return DumpStatus.Interrupted;
            if (type == Done)
                return DumpStatus.Complete;
            if (type == answer && length >= HeaderSize + bodySize)
                visit(messages[HeaderSize..length]);
            messages = messages[Math.Min(Align(length), messages.Length)..];
        }
        return DumpStatus.More;
    }

    /// <summary>Takes the next attribute off; false where there is none.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> attributes, out ushort type, out ReadOnlySpan<byte> data)
    {
        type = 0;
        data = default;
        if (attributes.Length < AttributeHeader)
            return false;
        int length = MemoryMarshal.Read<ushort>(attributes);
        if (length < AttributeHeader || length > attributes.Length)
            return false;
        type = MemoryMarshal.Read<ushort>(attributes[2..]);
        data = attributes[AttributeHeader..length];
        attributes = attributes[Math.Min(Align(length), attributes.Length)..];
        return true;
    }

    private static int Align(int length) => (length + 3) & ~3;

    private static void Request(int fd, ushort type, int bodySize)
    {
        Span<byte> request = stackalloc byte[HeaderSize + bodySize];
        request.Clear();
        MemoryMarshal.Write(request, request.Length);
        MemoryMarshal.Write(request[4..], type);
        MemoryMarshal.Write(request[6..], RequestDump);
        IoResult sent = Libc.Send(fd, request);
        if (!sent.Succeeded)
            throw new LinuxException("send (rtnetlink)", sent.Error);
    }
}
