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
    public PhantomLimit Check(NetAddress client) => Noted(rates.Check(client), client);

    /// <summary>An answer for each name that has or gets one. Not for two callers at once.</summary>
    public async Task<IReadOnlyDictionary<AskedName, AssignedPhantom>> GiveAsync(IReadOnlyCollection<AskedName> asked)
    {
        PhantomCache.Maps present = cache.Present;
        Dictionary<AskedName, AssignedPhantom> answers = [];
        Add(await table.FindAsync([.. asked.Select(each => each.Domain)]).ConfigureAwait(false));
        List<DomainName> permitted = [];
        AskedName[] missing = [.. asked.Where(each => !answers.ContainsKey(each))];
        int places = missing.Length == 0 ? 0 : await room.OfAsync(missing.Length).ConfigureAwait(false);
        foreach (AskedName each in missing)
        {
            PhantomLimit limit = Take(each.Client, permitted.Count < places);
            if (limit == PhantomLimit.None)
                permitted.Add(each.Domain);
            else
                answers[each] = new AssignedPhantom(default, limit);
        }
        await GiveAsync(permitted).ConfigureAwait(false);
        return answers;

        async Task GiveAsync(List<DomainName> names)
        {
            if (names.Count == 0)
                return;
            try
            {
                Add(await table.AssignAsync(names, mark.Value).ConfigureAwait(false));
            }
            catch (RejectedRowsException) when (names.Count > 1)
            {
                // The last ids may do for some of them.
                await GiveAsync(names[..(names.Count / 2)]).ConfigureAwait(false);
                await GiveAsync(names[(names.Count / 2)..]).ConfigureAwait(false);
            }
            catch (RejectedRowsException refused)
            {
                refusals.Note(PhantomLimit.Ids, default, $"{refusals.Describe(PhantomLimit.Ids)}, or the database refuses a name: {refused.Message}");
                answers[new AskedName(names[0], default)] = new AssignedPhantom(default, PhantomLimit.Ids);
            }
        }

        void Add(IReadOnlyList<PhantomRow> rows)
        {
            foreach (PhantomRow row in rows)
            {
                // Before anybody is told.
                mark.Note(row.Id);
                if (present.Add(row) is { } domain)
                    answers[new AskedName(domain, default)] = new AssignedPhantom(new Phantom(row.Id, (uint)row.Tag));
            }
            mark.Save();
        }
    }

    private PhantomLimit Take(NetAddress client, bool hasPlace)
    {
        PhantomLimit limit = mark.Value >= Phantom.MaxId ? PhantomLimit.Ids : hasPlace ? PhantomLimit.None : PhantomLimit.MaxNames;
        if (limit == PhantomLimit.None)
            return Noted(rates.Take(client), client);
        refusals.Note(limit, client);
        return limit;
    }

    private PhantomLimit Noted(RateExcess excess, NetAddress client)
    {
        if (excess == RateExcess.None)
            return PhantomLimit.None;
        PhantomLimit limit = excess == RateExcess.OfClient ? PhantomLimit.NewNamesOfClient : PhantomLimit.NewNames;
        refusals.Note(limit, client);
        return limit;
    }
}
