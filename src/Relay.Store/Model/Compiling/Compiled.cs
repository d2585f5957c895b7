namespace Relay.Store.Model.Compiling;

/// <summary>A compiled table, and what is wrong with its rows.</summary>
internal sealed record Compiled<T>(T Value, Problems Problems)
{
    public static Compiled<T> Of<TRow>(IReadOnlyList<TRow> rows, Func<IReadOnlyList<TRow>, Problems, T> compile)
    {
        Problems problems = new();
        return new Compiled<T>(compile(rows, problems), problems);
    }
}
