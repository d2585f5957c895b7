namespace Relay.Store.Lists;

/// <summary>What the rows of a list differ in; empty for null.</summary>
internal readonly record struct ListedRow(string Domain, string Network, string Action, string Answer, string Upstream)
{
    public static IEnumerable<ListedRow> Of(ImportRequest request)
    {
        string action = request.Blocks ? "block" : "relay", answer = request.Answer ?? "", upstream = request.Upstream ?? "", ownUpstream = request.Blocks ? "" : upstream;
        foreach (string domain in request.List.Domains)
            yield return new ListedRow(domain, "", action, answer, ownUpstream);
        foreach (string network in request.List.Networks)
            yield return new ListedRow("", network, action, "", ownUpstream);
        if (!request.Blocks)
            yield break;
        foreach (string exception in request.List.Exceptions)
            yield return new ListedRow(exception, "", "relay", "", upstream);
    }
}
