using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>Gives names their phantoms, a batch at a time. Only a name that is new in the table counts against the limits.</summary>
internal sealed class PhantomGiver(
    IPhantomTable table, PhantomOptions options, PhantomCache cache, IdMark mark, PhantomRefusals refusals, TimeProvider time)
{
    private readonly NameRoom room = new(table.CountAsync, mark, options.MaxNames, time);
    private readonly ClientRates rates = new(options.NewNamesPerClient, options.NewNames, PhantomOptions.BurstSeconds, options.IsForwarder, time);

    /// <summary>The limit that forbids the client any new name now.</summary>
    public PhantomLimit Check(NetAddress client)
    {
        PhantomLimit limit = LimitOf(rates.Check(client));
        if (limit != PhantomLimit.None)
            refusals.Note(limit, client);
        return limit;
    }

    /// <summary>An answer for each name that has or gets one. Not for two callers at once.</summary>
    public async Task<IReadOnlyDictionary<AskedName, AssignedPhantom>> GiveAsync(IReadOnlyCollection<AskedName> asked)
    {
        PhantomCache.Maps present = cache.Present;
        Dictionary<AskedName, AssignedPhantom> answers = [];
        // Most of what is not cached is new. So each is taken for new, in one transaction, and what was there all the same is given back.
        Dictionary<DomainName, NetAddress> permitted = [];
        int places = await room.OfAsync(asked.Count).ConfigureAwait(false);
        foreach (AskedName each in asked)
        {
            PhantomLimit limit = Take(each.Client, permitted.Count < places);
            if (limit == PhantomLimit.None)
                permitted.Add(each.Domain, each.Client);
            else
                answers[each] = new AssignedPhantom(default, limit);
        }
        // A limit forbids new names only.
        if (answers.Count > 0)
            Add(await table.FindAsync([.. answers.Keys.Select(each => each.Domain)]).ConfigureAwait(false));
        if (permitted.Count > 0)
            await AssignAsync([.. permitted.Keys]).ConfigureAwait(false);
        foreach ((AskedName each, AssignedPhantom answer) in answers)
        {
            if (answer.Limit != PhantomLimit.None)
                refusals.Note(answer.Limit, each.Client);
        }
        return answers;

        async Task AssignAsync(List<DomainName> names)
        {
            try
            {
                GivenPhantoms given = await table.AssignAsync(names, mark.Value).ConfigureAwait(false);
                Add(given.Made);
                foreach (DomainName known in Add(given.Known))
                    rates.GiveBack(permitted[known]);
            }
            catch (RejectedRowsException) when (names.Count > 1)
            {
                // The last ids may do for some of them.
                await AssignAsync(names[..(names.Count / 2)]).ConfigureAwait(false);
                await AssignAsync(names[(names.Count / 2)..]).ConfigureAwait(false);
            }
            catch (RejectedRowsException refused)
            {
                refusals.TellRejected(refused.Message);
                answers[new AskedName(names[0], permitted[names[0]])] = new AssignedPhantom(default, PhantomLimit.Ids);
            }
        }

        IReadOnlyList<DomainName> Add(IReadOnlyList<PhantomRow> rows)
        {
            List<DomainName> added = [];
            foreach (PhantomRow row in rows)
            {
                mark.Note(row.Id);
                if (present.Add(row) is not { } domain)
                    continue;
                answers[new AskedName(domain, default)] = new AssignedPhantom(new Phantom(row.Id, (uint)row.Tag));
                added.Add(domain);
            }
            // Before anybody is told.
            mark.Save();
            return added;
        }
    }

    private PhantomLimit Take(NetAddress client, bool hasPlace) =>
        mark.Value >= Phantom.MaxId ? PhantomLimit.Ids : hasPlace ? LimitOf(rates.Take(client)) : PhantomLimit.MaxNames;

    private static PhantomLimit LimitOf(RateExcess excess) => excess switch
    {
        RateExcess.None => PhantomLimit.None,
        RateExcess.OfClient => PhantomLimit.NewNamesOfClient,
        _ => PhantomLimit.NewNames,
    };
}
