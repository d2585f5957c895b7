using Microsoft.Extensions.Logging;

namespace Relay.PdnsBackend.Answering;

/// <summary>What a conversation needs beyond its protocol.</summary>
internal sealed record Backend(BackendAnswers Answers, ILogger Logger);
