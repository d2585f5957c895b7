using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Relay.Worker.Linux;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Loops;

/// <summary>
/// One thread, one epoll instance, and everything that lives on them (engine.md, "The loop"). Only <see cref="Post"/> and <see cref="Stop"/> may be called
/// from elsewhere. A turn: wait, dispatch events, run what was posted, resume what is due, give the rest of a long job its share.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private const int EventsPerTurn = 256;
    private const int PostsPerTurn = 1024;

    /// <summary>The size of <see cref="Buffer"/>: the small-read size of the data path.</summary>
    public const int BufferSize = 16 << 10;

    /// <summary>The loops that <see cref="Together"/> of this thread will wake.</summary>
    [ThreadStatic]
    private static List<EventLoop>? postedTo;

    private readonly int epoll = Libc.EpollCreate();
    private readonly int waker = Libc.EventFd();
    private readonly EpollBuffer events = new(EventsPerTurn);
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> posted = new();
    private readonly Queue<(Action<object?> Continuation, object? State)> due = new();
    private readonly Queue<ILoopJob> again = new();
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly TimerWheel timers;
    private readonly Thread thread;
    private LoopTarget?[] targets = new LoopTarget?[64];
    private uint generation;
    private int sleeping;
    private volatile bool stopping;

    public EventLoop(string name, TimeProvider time, ILogger logger)
    {
        this.time = time;
        this.logger = logger;
        Timestamp = time.GetTimestamp();
        Now = Milliseconds(Timestamp);
        UtcTicks = time.GetUtcNow().UtcTicks;
        timers = new TimerWheel(Now);
        Load = new LoopLoad(time);
        Context = new LoopSynchronizationContext(this);
        if (!Libc.EpollAdd(epoll, waker, EpollFlags.In, ulong.MaxValue).Succeeded)
            throw new InvalidOperationException("The loop's eventfd cannot be watched.");
        thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>The clock's timestamp, as of this turn.</summary>
    public long Timestamp { get; private set; }

    /// <summary>Monotonic milliseconds, as of this turn.</summary>
    public long Now { get; private set; }

    /// <summary>The wall clock in UTC ticks, as of this turn.</summary>
    public long UtcTicks { get; private set; }

    /// <summary>Scratch space for whoever runs on the loop; its contents do not outlive the next await.</summary>
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);

    /// <summary>For whoever runs on the loop.</summary>
    public LoopLoad Load { get; }

    public SynchronizationContext Context { get; }

    public bool IsHere => Thread.CurrentThread == thread;

    public void Start() => thread.Start();

    /// <summary>Runs a callback on the loop. From any thread; wakes the loop only if it sleeps.</summary>
    public void Post(SendOrPostCallback callback, object? state)
    {
        posted.Enqueue((callback, state));
        if (postedTo is null)
            Wake();
        else if (!postedTo.Contains(this))
            postedTo.Add(this);
    }

    /// <summary>
    /// Runs <paramref name="work"/>, which posts much and never blocks, and then wakes each loop that it posted to once. A loop that is woken by the first post takes the
    /// processor from who posts, and sleeps again before the second.
    /// </summary>
    public static void Together(Action work)
    {
        if (postedTo is not null)
        {
            work();
            return;
        }
        List<EventLoop> loops = [];
        postedTo = loops;
        try
        {
            work();
        }
        finally
        {
            postedTo = null;
            foreach (EventLoop loop in loops)
                loop.Wake();
        }
    }

    /// <summary>Runs an asynchronous method on the loop, from any thread.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => Forward(), null);
        return done.Task;

        async void Forward()
        {
            try
            {
                done.SetResult(await work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }
    }

    /// <summary>Runs a piece of code on the loop, from any thread.</summary>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return Task.FromResult(true);
    });

    /// <summary>Ends the loop after its present turn; what still waits on it is never resumed.</summary>
    public void Stop()
    {
        stopping = true;
        Libc.Signal(waker);
        if (thread.IsAlive && !IsHere)
            thread.Join();
    }

    public void Dispose()
    {
        Stop();
        Libc.Close(waker);
        Libc.Close(epoll);
    }

    [Conditional("DEBUG")]
    public void AssertHere() => Debug.Assert(IsHere, "Loop state was touched from another thread.");

    /// <summary>What has passed, as of this turn, since an earlier <see cref="Timestamp"/>.</summary>
    public TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp, Timestamp);

    internal Errno Register(LoopTarget target, int fd, EpollFlags flags)
    {
        AssertHere();
        if (fd >= targets.Length)
            Array.Resize(ref targets, Math.Max(fd + 1, targets.Length * 2));
        target.Generation = ++generation;
        IoResult added = Libc.EpollAdd(epoll, fd, flags, (ulong)target.Generation << 32 | (uint)fd);
        if (!added.Succeeded)
            return added.Error;
        targets[fd] = target;
        return Errno.None;
    }

    /// <summary>
    /// Forgets a descriptor that is about to be closed; events of it that are still under way are dropped. The close takes it out of epoll by itself, epoll(7).
    /// </summary>
    internal void Forget(LoopTarget target, int fd)
    {
        AssertHere();
        timers.Clear(target);
        if (fd < targets.Length && targets[fd] == target)
            targets[fd] = null;
    }

    /// <summary>Forgets a descriptor that stays open.</summary>
    internal void Unwatch(LoopTarget target, int fd)
    {
        Forget(target, fd);
        _ = Libc.EpollRemove(epoll, fd);
    }

    internal void SetTimer(LoopTimer timer, TimeSpan delay) => timers.Set(timer, Now + (long)Math.Ceiling(delay.TotalMilliseconds));

    internal void ClearTimer(LoopTimer timer) => timers.Clear(timer);

    /// <summary>Has the dispatcher resume a waiter; flow code that ends another's wait never runs it itself.</summary>
    internal void Resume(Action<object?> continuation, object? state) => due.Enqueue((continuation, state));

    /// <summary>Gives a job that used up its share of this turn another in the next.</summary>
    internal void Again(ILoopJob job) => again.Enqueue(job);

    private void Run()
    {
        SynchronizationContext.SetSynchronizationContext(Context);
        Timestamp = time.GetTimestamp();
        while (!stopping)
            Turn();
    }

    // A method of its own: a precompiled endless loop might never be optimised again.
    private void Turn()
    {
        int count = Libc.EpollWait(epoll, events, DelayOfTurn());
        Volatile.Write(ref sleeping, 0);
        Timestamp = time.GetTimestamp();
        Now = Milliseconds(Timestamp);
        UtcTicks = time.GetUtcNow().UtcTicks;
        timers.CatchUp(Now);
        for (int i = 0; i < count; i++)
            Dispatch(events[i].Events, events[i].Data);
        for (int i = 0; i < PostsPerTurn && posted.TryDequeue(out (SendOrPostCallback Callback, object? State) post); i++)
        {
            Protect(static p => p.Callback(p.State), post);
        }
        for (int i = again.Count; i > 0; i--)
        {
            Protect(static job => job.Continue(), again.Dequeue());
        }
        Protect(static loop => loop.timers.Advance(loop.Now), this);
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref sleeping, 0) != 0)
            Libc.Signal(waker);
    }

    private int DelayOfTurn()
    {
        long now = time.GetTimestamp();
        Load.AddTurn(began: Timestamp, ended: now);
        if (again.Count > 0)
            return 0;
        Interlocked.Exchange(ref sleeping, 1);
        return posted.IsEmpty ? timers.NextDelay(Milliseconds(now)) : 0;
    }

    private void Dispatch(EpollFlags flags, ulong data)
    {
        if (data == ulong.MaxValue)
        {
            Libc.Drain(waker);
            return;
        }
        uint fd = (uint)data;
        if (fd < targets.Length && targets[fd] is { } target && target.Generation == (uint)(data >> 32))
        {
            Protect(static t => t.target.OnEvents(t.flags), (target, flags));
        }
    }

    /// <summary>
    /// Runs one piece of work and whatever it made ready. What escapes from it is a bug (flows catch their own), but no reason to end everybody's flows.
    /// </summary>
    private void Protect<T>(Action<T> work, T argument)
    {
        try
        {
            work(argument);
            RunDue();
        }
        catch (Exception failure)
        {
            Log.LoopWorkFailed(logger, failure, thread.Name);
        }
    }

    private void RunDue()
    {
        while (due.TryDequeue(out (Action<object?> Continuation, object? State) next))
            next.Continuation(next.State);
    }

    private long Milliseconds(long timestamp) => timestamp / (time.TimestampFrequency / 1000);
}
