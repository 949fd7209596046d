namespace WorldModel.Client.Wire;

/// <summary>
/// Asks for the belief or the plausibility of one consumer (<c>consumer</c>: a failure is the response's status) or
/// of up to 1,000 (<c>consumers</c>: each fails by itself).
/// </summary>
public sealed record BeliefRequest
{
    public string? Consumer { get; init; }

    public string[]? Consumers { get; init; }

    /// <summary>The day asked for; absent: the consumer's open day, at least the clock's.</summary>
    public DateOnly? Day { get; init; }
}

/// <summary>Beliefs in the order of the request.</summary>
public sealed record BeliefResponse(BeliefEntry[] Answers);

/// <summary>One consumer's belief: probabilities of all hidden units, bottom layer first.</summary>
public sealed record BeliefEntry(string Consumer, AsOfInfo? AsOf, float[]? Belief, ItemProblem? Problem);

/// <summary>Plausibilities in the order of the request.</summary>
public sealed record PlausibilityResponse(PlausibilityEntry[] Answers);

/// <summary>
/// How familiar a consumer's history is: free energy in nats, and its percentile (0-100) among the training
/// consumers, low where it is unlike them.
/// </summary>
public sealed record PlausibilityEntry(
    string Consumer, AsOfInfo? AsOf, double? FreeEnergy, double? Percentile, ItemProblem? Problem);
