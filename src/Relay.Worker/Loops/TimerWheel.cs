namespace Relay.Worker.Loops;

/// <summary>
/// One wheel of slots; a node is filed under its deadline or, where that is beyond the horizon, under the last slot before it, to be filed anew then.
/// Starting, moving and stopping a timer are a few writes.
/// </summary>
internal sealed class TimerWheel
{
    /// <summary>The width of a slot in milliseconds: no timer is late by more, or early.</summary>
    public const int Granularity = 8;

    private const int Slots = 1024;

    /// <summary>Stands for the list of a slot that is being emptied.</summary>
    private const int Detached = Slots;

    private readonly LoopTimer?[] slots = new LoopTimer?[Slots];
    private LoopTimer? detached;
    private long tick;
    private int count;

    public TimerWheel(long now) => tick = now / Granularity;

    /// <summary>Milliseconds until a slot with timers comes up; -1 where there are none.</summary>
    public int NextDelay(long now)
    {
        if (count == 0)
            return -1;
        long ahead = tick;
        while (slots[(int)(ahead % Slots)] is null)
            ahead++;
        return (int)Math.Max(0, (ahead + 1) * Granularity - now);
    }

    public void Set(LoopTimer timer, long deadline)
    {
        long earlier = timer.Deadline;
        timer.Deadline = deadline;
        if (timer.Slot >= 0 && deadline >= earlier)
            return;
        Unlink(timer);
        if (deadline != long.MaxValue)
            File(timer);
    }

    public void Clear(LoopTimer timer)
    {
        timer.Deadline = long.MaxValue;
        Unlink(timer);
    }

    /// <summary>After a sleep without timers there is nothing to go through.</summary>
    public void CatchUp(long now)
    {
        if (count == 0)
            tick = now / Granularity;
    }

    /// <summary>Runs what has passed by <paramref name="now"/>.</summary>
    public void Advance(long now)
    {
        long last = now / Granularity;
        while (tick < last && count > 0)
            Empty((int)(tick++ % Slots), now);
        CatchUp(now);
    }

    private void Empty(int slot, long now)
    {
        // Detached first: a timer may set itself again into this very slot.
        LoopTimer? timer = slots[slot];
        slots[slot] = null;
        for (LoopTimer? each = timer; each is not null; each = each.Next)
            each.Slot = Detached;
        detached = timer;
        try
        {
            while (detached is { } due)
            {
                Unlink(due);
                if (due.Deadline <= now)
                {
                    due.Deadline = long.MaxValue;
                    due.OnDeadline();
                }
                else
                {
                    File(due);
                }
            }
        }
        finally
        {
            // What one timer threw must not take the others with it.
            while (detached is { } left)
            {
                Unlink(left);
                File(left);
            }
        }
    }

    private void File(LoopTimer timer)
    {
        long target = Math.Clamp(timer.Deadline / Granularity, tick, tick + Slots - 1);
        int slot = (int)(target % Slots);
        timer.Slot = slot;
        timer.Next = slots[slot];
        timer.Previous = null;
        if (timer.Next is { } next)
            next.Previous = timer;
        slots[slot] = timer;
        count++;
    }

    private void Unlink(LoopTimer timer)
    {
        if (timer.Slot < 0)
            return;
        if (timer.Previous is { } previous)
            previous.Next = timer.Next;
        else if (timer.Slot == Detached)
            detached = timer.Next;
        else
            slots[timer.Slot] = timer.Next;
        if (timer.Next is { } next)
            next.Previous = timer.Previous;
        timer.Next = timer.Previous = null;
        timer.Slot = -1;
        count--;
    }
}
