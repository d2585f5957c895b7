namespace Relay.Store.Model;

/// <summary>How DNS answers a blocked name; <paramref name="Address"/> is set for <see cref="BlockAnswerKind.Address"/>.</summary>
public readonly record struct BlockAnswer(BlockAnswerKind Kind, NetAddress Address = default)
{
    /// <summary>Reads <c>nxdomain</c>, <c>nodata</c> or a canonical address.</summary>
    public static bool TryParse(string text, out BlockAnswer answer)
    {
        answer = new BlockAnswer(text == "nodata" ? BlockAnswerKind.NoData : BlockAnswerKind.NxDomain);
        if (text is "nxdomain" or "nodata")
            return true;
        if (!NetAddress.TryParse(text, out NetAddress address) || address.ToString() != text)
            return false;
        answer = new BlockAnswer(BlockAnswerKind.Address, address);
        return true;
    }
}
