using Relay.Store.Model;

namespace Relay.Worker.Flows;

/// <summary>The flows of one listener on one loop, at one moment.</summary>
/// <param name="Listener">Its name.</param>
/// <param name="Accepted">All flows that it ever had, refused ones too.</param>
/// <param name="Ended">By <see cref="Outcome"/>.</param>
/// <param name="BytesUp">From clients, of open flows too.</param>
/// <param name="BytesDown">To clients.</param>
internal sealed record ListenerFigures(string Listener, long Accepted, IReadOnlyList<long> Ended, long BytesUp, long BytesDown);
