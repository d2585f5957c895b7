namespace Relay.Bench.Reports;

/// <summary>How long a report took in one engine's shell, the start of the shell and the printing of the rows within, and how it came to its rows.</summary>
internal sealed record ReportTime(string Report, string Engine, double Milliseconds, string Plan);
