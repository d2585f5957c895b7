namespace Relay.Worker.Routing;

/// <summary>Why a candidate is tried when it is.</summary>
/// <param name="Rule">What puts it before those of its family that are left, or at the begin before the other family.</param>
/// <param name="IsTurn">It is its family's turn.</param>
/// <param name="IsFirst">It is the first, and there are others of the other family.</param>
internal readonly record struct OrderReason(OrderRule Rule, bool IsTurn, bool IsFirst);
