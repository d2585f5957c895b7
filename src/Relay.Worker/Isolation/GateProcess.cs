using Microsoft.Win32.SafeHandles;
using Relay.Worker.Linux;
using Relay.Worker.Listening;

namespace Relay.Worker.Isolation;

/// <summary>
/// The gate: the helper that <see cref="Gate"/> starts as <c>urelay gate -- PROGRAM ARG…</c> through unshare(1). It is root in a user namespace of
/// the caller's, first process of a process namespace, and in mount and network namespaces of its own. It builds what the program needs, passes the
/// listening sockets to the worker, starts the program, and is the init that reaps its orphans. When it ends, everything in its namespaces ends.
/// </summary>
internal sealed class GateProcess : IDisposable
{
    /// <summary>The hidden subcommand.</summary>
    public const string Name = "gate";

    /// <summary>The descriptors that the worker puts in place; the gate moves the program's standard error to where it belongs.</summary>
    internal const int ChannelDescriptor = 3, ErrorDescriptor = 4;

    private readonly GateChannel channel = new(new SafeFileHandle(ChannelDescriptor, ownsHandle: true));
    private readonly ManualResetEventSlim go = new();
    private readonly TaskCompletionSource<int> started = new();

    /// <param name="arguments">Those of the process, from <see cref="Name"/> on.</param>
    public static int Run(string[] arguments)
    {
        // Started by unshare(1), it is the first process of its namespace, and the descriptors are where they belong.
        if (arguments is not [Name, "--", _, ..] || Environment.ProcessId != 1 || !Libc.TryDuplicate(ErrorDescriptor, 2))
        {
            StandardError.WriteLine("urelay: 'gate' is a part of 'urelay exec', which starts it");
            return 2;
        }
        Libc.CloseOnExecFrom(ChannelDescriptor);
        using GateProcess gate = new();
        return gate.Run(CommandLine.Verbatim(arguments[2..]));
    }

    public void Dispose()
    {
        channel.Dispose();
        go.Dispose();
    }

    private int Run(IReadOnlyList<byte[]> command)
    {
        try
        {
            if (channel.Receive(out ReadOnlySpan<byte> body, out ReceivedDescriptors none) != GateMessage.Setup)
                return 1;
            none.Dispose();
            GateSetup setup = GateSetup.Decode(body);
            new Thread(ObeyWorker) { IsBackground = true, Name = "worker" }.Start();

            ProgramCommand.Check(command[0]);
            GateMounts.Build(HiddenPaths.OfHost(setup.UserId));
            NamespaceThread inside = GateNetwork.Build();
            SendSockets(setup.Loops);
            go.Wait();
            // Not before: the worker has made its store meanwhile.
            GateMounts.Hide(setup.Hidden);
            int program = inside.Run(() => StartProgram(setup, command));
            started.SetResult(program);
            channel.Send(GateMessage.Ended, [(byte)ReapUntil(program).Status]);
            return 0;
        }
        catch (Exception failure)
        {
            // Whatever it was, one line of it reaches the user.
            channel.SendFailure(failure as GateException ?? new GateException($"the program's namespaces: {failure.Message.ReplaceLineEndings(" ")}"));
            return 1;
        }
    }

    private void SendSockets(int loops)
    {
        List<int> sockets = [];
        sockets.AddRange(ListenerSockets.OpenStreams(ListenerUrl.Parse($"transparent://[::]:{GateAddresses.TransparentPort}"), loops));
        ListenerUrl[] dns =
        [
            ListenerUrl.Parse($"dns://[{GateAddresses.Gate6}]:{GateAddresses.DnsPort}"),
            ListenerUrl.Parse($"dns://{GateAddresses.Gate4}:{GateAddresses.DnsPort}"),
        ];
        sockets.AddRange(dns.Select(ListenerSockets.OpenDatagram));
        sockets.AddRange(dns.SelectMany(url => ListenerSockets.OpenStreams(url, 1)));
        channel.Send(GateMessage.Ready, [], [.. sockets]);
        sockets.ForEach(Libc.Close);
    }

    /// <summary>On the thread whose network namespace the program gets.</summary>
    private static int StartProgram(GateSetup setup, IReadOnlyList<byte[]> command)
    {
        Libc.LimitOpenFiles(setup.SoftOpenFiles);
        string unshare = SystemTool.Find("unshare", "util-linux");
        return Spawn.Start(unshare, ProgramCommand.Build(unshare, setup, command), new SpawnOptions { BlockedSignals = [], WithoutVariables = GateEnvironment.Ours });
    }

    /// <summary>Reaps everything, as an init must, until the program has ended.</summary>
    private static ProcessEnd ReapUntil(int program)
    {
        ProcessEnd end;
        while (Libc.Wait(-1, out end) != program)
        {
        }
        return end;
    }

    /// <summary>The worker's end, by whatever cause, ends the gate and so all that it holds: nothing is left behind.</summary>
    private void ObeyWorker()
    {
        while (true)
        {
            GateMessage kind = channel.Receive(out ReadOnlySpan<byte> body, out ReceivedDescriptors none);
            none.Dispose();
            switch (kind)
            {
                case GateMessage.Go:
                    go.Set();
                    break;
                case GateMessage.Signal:
                    // It comes after Go, perhaps at once: the program starts, or this process ends. And it may just have ended.
                    _ = Libc.Kill(started.Task.GetAwaiter().GetResult(), body[0]);
                    break;
                case GateMessage.End:
                    Libc.ExitNow(1);
                    break;
                default:
                    break;
            }
        }
    }
}
