using System.Globalization;
using System.Text;

namespace Relay.Worker.Explaining;

/// <summary>An explanation for people: a word, and what there is to say.</summary>
internal static class ExplanationText
{
    public static string Of(Explanation explanation)
    {
        StringBuilder text = new();
        if (explanation.Recorded is { } recorded)
        {
            Add("recorded", recorded.Line());
            foreach (string note in recorded.Notes)
                Add("note", note);
        }
        Add("asked", explanation.Asked.Line());
        Add("revision", explanation.Revision?.ToString(CultureInfo.InvariantCulture)
            ?? "none: the tables are rejected as a whole. This is what a worker does that starts now; one that runs keeps its last good revision");
        foreach (Step step in explanation.Steps)
        {
            string word = step.Word;
            foreach (string line in step.Lines())
            {
                Add(word, line);
                word = "";
            }
        }
        Add("result", explanation.Conclusion.Line());
        if (explanation.Recorded is { } then)
        {
            foreach (string difference in then.Differences is [] ? ["in nothing: today it would go the same way"] : then.Differences)
                Add("differs", difference);
        }
        return text.ToString().TrimEnd();

        void Add(string word, string what) => text.Append(CultureInfo.InvariantCulture, $"{word,-12} {what}\n");
    }
}
