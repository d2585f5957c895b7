namespace Relay.Worker.Explaining;

/// <summary>What there is of a phantom.</summary>
internal enum PhantomState
{
    InUse,

    /// <summary>DNS no longer answers with it, but it works.</summary>
    Retired,

    /// <summary>The name has none yet.</summary>
    None,

    /// <summary>Nobody was given the address.</summary>
    Unknown,

    /// <summary>Nobody was given the address: somebody has its id, with another tag.</summary>
    WrongTag,
}
