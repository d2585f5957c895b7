using Microsoft.Extensions.Logging;

namespace Relay.PdnsBackend;

/// <summary>What the loop needs beyond the protocol.</summary>
internal sealed record PipeBackend(PipeAnswers Answers, ILogger Logger);
