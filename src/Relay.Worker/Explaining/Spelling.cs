using System.Text.Json;
using Relay.Store.Model;

namespace Relay.Worker.Explaining;

/// <summary>Enum members as the tables spell them.</summary>
internal static class Spelling
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static string Of(ResolveMode mode) => Of<ResolveMode>(mode).Replace("six", "6", StringComparison.Ordinal).Replace("four", "4", StringComparison.Ordinal);
}
