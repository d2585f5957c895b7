using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>Gives names their phantoms, a batch at a time. Only a name that is new in the table counts against the limits.</summary>
internal sealed class PhantomGiver(
    IPhantomTable table, PhantomOptions options, PhantomCache cache, IdMark mark, PhantomRefusals refusals, TimeProvider time)
{
    private readonly NameRoom room = new(table.CountAsync, mark, options.MaxNames, time);
    private readonly ClientRates rates = new(options.NewNamesPerClient, options.NewNames, PhantomOptions.BurstSeconds, options.IsForwarder, time);

    /// <summary>Counts a new name of the client.</summary>
    /// <returns>The limit that forbids it; then none is counted.</returns>
    public PhantomLimit Take(NetAddress client) => mark.Value >= Phantom.MaxId ? PhantomLimit.Ids : rates.Take(client) switch
    {
        RateExcess.None => PhantomLimit.None,
        RateExcess.OfClient => PhantomLimit.NewNamesOfClient,
        _ => PhantomLimit.NewNames,
    };

    /// <summary>An answer for each name that has a phantom.</summary>
    public async Task<BatchAnswers<DomainName, AssignedPhantom>> FindAsync(IReadOnlyCollection<DomainName> names)
    {
        GivenNames given = new(cache.Present, mark);
        given.Add(await table.FindAsync(names).ConfigureAwait(false));
        return () =>
        {
            given.Settle();
            return given.Answers;
        };
    }

    /// <summary>
    /// An answer for each name that has or gets a phantom. <see cref="Take"/> has counted each; those that turn out not to be new are given back. Not for two
    /// callers at once.
    /// </summary>
    public async Task<BatchAnswers<AskedName, AssignedPhantom>> GiveAsync(IReadOnlyCollection<AskedName> asked)
    {
        GivenNames given = new(cache.Present, mark);
        try
        {
            // Most of what is not cached is new. So each is taken for new, in one transaction.
            int places = await room.OfAsync(asked.Count).ConfigureAwait(false);
            if (places > 0)
                await AssignAsync([.. asked.Take(places).Select(each => each.Domain)], given).ConfigureAwait(false);
            // There is no room for new ones; those that are there keep what they have.
            if (places < asked.Count)
                given.Add(await table.FindAsync([.. asked.Skip(places).Select(each => each.Domain)]).ConfigureAwait(false));
            return () => AnswersOf(asked, places, given);
        }
        catch
        {
            Settle(asked, given);
            throw;
        }
    }

    private Dictionary<AskedName, AssignedPhantom> AnswersOf(IReadOnlyCollection<AskedName> asked, int places, GivenNames given)
    {
        Settle(asked, given);
        foreach (AskedName each in asked.Skip(places))
        {
            if (!given.Answers.ContainsKey(each.Domain))
                Refuse(each.Domain, each.Client, PhantomLimit.MaxNames, given);
        }
        return asked.Where(each => given.Answers.ContainsKey(each.Domain)).ToDictionary(each => each, each => given.Answers[each.Domain]);
    }

    private void Settle(IReadOnlyCollection<AskedName> asked, GivenNames given)
    {
        try
        {
            given.Settle();
        }
        finally
        {
            foreach (AskedName each in asked)
            {
                if (!given.Made.Contains(each.Domain))
                    rates.GiveBack(each.Client);
            }
        }
    }

    private async Task AssignAsync(List<DomainName> names, GivenNames given)
    {
        try
        {
            GivenPhantoms rows = await table.AssignAsync(names, mark.Value).ConfigureAwait(false);
            given.Add(rows.Made, areMade: true);
            given.Add(rows.Known);
        }
        catch (RejectedRowsException) when (names.Count > 1)
        {
            // The last ids may do for some of them.
            await AssignAsync(names[..(names.Count / 2)], given).ConfigureAwait(false);
            await AssignAsync(names[(names.Count / 2)..], given).ConfigureAwait(false);
        }
        catch (RejectedRowsException refused)
        {
            refusals.TellRejected(refused.Message);
            Refuse(names[0], default, PhantomLimit.Ids, given);
        }
    }

    private void Refuse(DomainName name, NetAddress client, PhantomLimit limit, GivenNames given)
    {
        refusals.Note(limit, client);
        given.Answers[name] = new AssignedPhantom(default, limit);
    }
}
