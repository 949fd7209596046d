using WorldModel.Grains.Consumers;

namespace WorldModel.Grains.Measuring;

/// <summary>What measuring needs to know of a decision. Treatments are places in the list, -1 nothing.</summary>
internal readonly ref struct MeasuredDecision
{
    /// <summary>The consumer's row.</summary>
    public required int Row { get; init; }

    /// <summary>The day decided for.</summary>
    public required int Day { get; init; }

    /// <summary>The group that decided; fallback where nothing was drawn.</summary>
    public required CampaignGroup Group { get; init; }

    /// <summary>What it got.</summary>
    public required int Option { get; init; }

    /// <summary>What the policy would have given.</summary>
    public required int Policy { get; init; }

    /// <summary>Treatments that it might have got, a bit each.</summary>
    public required ulong Eligible { get; init; }

    /// <summary>With which probability, over groups and exploration, it got what it got.</summary>
    public required double Propensity { get; init; }

    /// <summary>What its outcomes were expected to be worth if it got nothing, in micro-units.</summary>
    public required long Untreated { get; init; }

    /// <summary>What each treatment was expected to add.</summary>
    public required ReadOnlySpan<long> Values { get; init; }

    /// <summary>What it costs.</summary>
    public required long CostMicros { get; init; }

    /// <summary>What it claims.</summary>
    public required long ValueMicros { get; init; }

    /// <summary>The reason's code.</summary>
    public required string Reason { get; init; }

    public bool IsEligible(int option) => option < 0 || (Eligible & (1UL << option)) != 0;

    /// <summary>What was expected of an option in all.</summary>
    public long Expected(int option) =>
        Untreated + (option < 0 || Values[option] <= CampaignColumns.Barred ? 0 : Values[option]);
}
