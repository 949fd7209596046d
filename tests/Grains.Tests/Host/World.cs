using WorldModel.Grains.Hosting;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Host;

/// <summary>What lives of a host share: schema, models, clock, limits.</summary>
internal sealed class World
{
    public required ConsumerSchema Schema { get; init; }

    public required FrozenModel[] Models { get; init; }

    public string[] ModelNames { get; init; } = [SharedModel.DefaultName];

    public TestClock Clock { get; } = new();

    public GrainLimits Limits { get; init; } = SmallLimits;

    /// <summary>Small, so that little data makes many slices, calls and pages.</summary>
    public static GrainLimits SmallLimits { get; } = new()
    {
        EventsPerSlice = 7,
        EstimateRowsPerSlice = 8,
        ScanRowsPerSlice = 16,
        EstimateRowsPerCall = 24,
        DecideRowsPerCall = 32,
        ShardsAtOnce = 3,
        PricesPerRound = 6,
        IncrementsFetched = 10,
        FillItems = 3,
        PageItems = 20,
        LeaseDecisions = 3,
        RememberedRequests = 64,
    };
}
