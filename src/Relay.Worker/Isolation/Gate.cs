using System.Text;
using Microsoft.Win32.SafeHandles;
using Relay.Store.Model;
using Relay.Worker.Linux;

namespace Relay.Worker.Isolation;

/// <summary>
/// The worker's hold on the namespaces of one program:
/// <code>
/// urelay exec          this process, in the host's namespaces, with the caller's user
///  └ unshare           waits
///     └ urelay gate    root of a new user namespace, process 1 of a process namespace: see <see cref="GateProcess"/>
///        └ program     in a nested user namespace, with the caller's user, and in its own network namespace
/// </code>
/// They end with the program, with <see cref="DisposeAsync"/>, or with this process, even by SIGKILL.
/// </summary>
internal sealed class Gate : IAsyncDisposable
{
    /// <summary>HUP INT QUIT USR1 USR2 TERM TSTP TTIN TTOU: meant for the program, which gets those of the terminal itself.</summary>
    private static readonly int[] NotForTheGate = [1, 2, 3, 10, 12, 15, 20, 21, 22];

    private readonly GateChannel channel;
    private readonly SafeFileHandle complaints;
    private readonly int unshare;
    private readonly int loops;
    private readonly TaskCompletionSource<ReceivedDescriptors> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Gate(GateChannel channel, SafeFileHandle complaints, int unshare, int loops)
    {
        this.channel = channel;
        this.complaints = complaints;
        this.unshare = unshare;
        this.loops = loops;
    }

    /// <summary>The link's own addresses: a flow to one of them wants the gate itself, and is refused.</summary>
    public static IReadOnlyList<NetAddress> Addresses => GateAddresses.All;

    /// <summary>Builds the namespaces; the program does not run yet.</summary>
    /// <exception cref="GateException">They cannot be built, or there is no such program.</exception>
    public static async Task<Gate> StartAsync(GateOptions options, CancellationToken cancellation)
    {
        Gate gate = Spawned(options);
        try
        {
            await gate.ready.Task.WaitAsync(cancellation);
            return gate;
        }
        catch
        {
            await gate.DisposeAsync();
            throw;
        }
    }

    /// <summary>The listening sockets, once: they are the caller's to close from then on.</summary>
    public GateSockets TakeSockets()
    {
        ReceivedDescriptors sockets = ready.Task.GetAwaiter().GetResult();
        return new GateSockets(sockets.Take(loops), sockets.Take(GateSockets.DnsOfEach), sockets.Take(GateSockets.DnsOfEach));
    }

    /// <summary>Starts the program. The result is its exit status, 128 and the signal if one ended it.</summary>
    /// <exception cref="GateException">It could not be started, or the gate ended before it.</exception>
    public Task<int> RunAsync()
    {
        channel.Send(GateMessage.Go);
        return ended.Task;
    }

    /// <summary>Sends the program a signal; only after <see cref="RunAsync"/>.</summary>
    public void Signal(int signal) => channel.Send(GateMessage.Signal, [(byte)signal]);

    /// <summary>Ends everything in the namespaces, and returns when it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        channel.End();
        await gone.Task;
        if (ready.Task.IsCompletedSuccessfully)
            (await ready.Task).Dispose();
        channel.Dispose();
        complaints.Dispose();
    }

    private static Gate Spawned(GateOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Loops, FdPassing.MaxDescriptors - 2 * GateSockets.DnsOfEach);
        Libc.ExpectChildren();
        string unshare = SystemTool.Find("unshare", "util-linux");
        string[] wrapper = [unshare, "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "--"];
        byte[][] command = [.. wrapper.Concat(OwnExecutable()).Append(GateProcess.Name).Append("--").Select(Encoding.UTF8.GetBytes), .. options.Program];

        (SafeFileHandle ours, SafeFileHandle theirs) = FdPassing.CreatePair();
        // What unshare, or a runtime that cannot start, complains of is kept for our own one line; the program gets the true standard error.
        SafeFileHandle complaints = new(Libc.OpenMemory("complaints"), ownsHandle: true);
        using (theirs)
        {
            int pid = Spawn.Start(unshare, command, new SpawnOptions
            {
                Descriptors =
                [
                    ((int)theirs.DangerousGetHandle(), GateProcess.ChannelDescriptor),
                    (2, GateProcess.ErrorDescriptor),
                    ((int)complaints.DangerousGetHandle(), 2),
                ],
                BlockedSignals = NotForTheGate,
                WithoutVariables = [.. GateEnvironment.Ours, .. options.Withheld],
                Variables = [GateEnvironment.NoDiagnostics],
            });
            Gate gate = new(new GateChannel(ours), complaints, pid, options.Loops);
            gate.Begin(options);
            return gate;
        }
    }

    private static string[] OwnExecutable()
    {
        string executable = Path.Combine(AppContext.BaseDirectory, "urelay");
        return File.Exists(executable) ? [executable] : [Environment.ProcessPath!, executable + ".dll"];
    }

    private void Begin(GateOptions options)
    {
        GateSetup setup = new(options.Loops, options.SoftOpenFiles ?? CallerLimits.SoftOpenFiles(), Libc.UserId, Libc.GroupId, options.Hidden);
        channel.Send(GateMessage.Setup, setup.Encode());
        new Thread(Listen) { IsBackground = true, Name = "gate" }.Start();
    }

    private void Listen()
    {
        try
        {
            ListenUntilEnd();
            Libc.Wait(unshare, out ProcessEnd end);
            Fail(new GateException(Complaint(end)));
        }
        catch (LinuxException failure)
        {
            // For instance no descriptors left for the sockets that came.
            channel.End();
            Fail(new GateException($"the program's namespaces: {failure.Message}"));
        }
        gone.SetResult();
    }

    private void ListenUntilEnd()
    {
        while (channel.Receive(out ReadOnlySpan<byte> body, out ReceivedDescriptors descriptors) is not GateMessage.End and GateMessage kind)
        {
            if (kind == GateMessage.Ready && ready.TrySetResult(descriptors))
                continue;
            descriptors.Dispose();
            if (kind == GateMessage.Ended)
                ended.TrySetResult(body[0]);
            else if (kind == GateMessage.Failed)
                Fail(GateChannel.ReadFailure(body));
        }
    }

    private void Fail(GateException failure)
    {
        _ = ready.TrySetException(failure);
        if (ended.TrySetException(failure))
            _ = ended.Task.Exception; // Nobody may be waiting for it.
    }

    /// <summary>Why the gate ended without a word: mostly a machine where users may make no namespaces, later somebody's SIGKILL.</summary>
    private string Complaint(ProcessEnd end)
    {
        if (ready.Task.IsCompletedSuccessfully)
            return "the program's namespaces were ended from outside";
        byte[] text = new byte[4096];
        int length = RandomAccess.Read(complaints, text, 0);
        string said = Encoding.UTF8.GetString(text, 0, length).Trim().ReplaceLineEndings(" ");
        return said.StartsWith("unshare:", StringComparison.Ordinal)
            ? $"cannot make the program's namespaces ({said}): unprivileged user namespaces must be allowed "
                + "(sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns)"
            : $"the program's namespaces ended early (status {end.Status}) {said}".TrimEnd();
    }
}
