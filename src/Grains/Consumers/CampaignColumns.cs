using WorldModel.Allocation;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// What a shard keeps of a campaign, a row a consumer: its group, each treatment's value over nothing and cost, and
/// what was decided. 8 bytes a treatment and ten a row; costs take 8 more where they depend on the consumer.
/// </summary>
internal sealed class CampaignColumns
{
    /// <summary>The value of a treatment whose effect the data do not identify: never taken.</summary>
    public const long Excluded = long.MinValue;

    /// <summary>Choices: 0 stands for undecided, 1 for nothing, 2 on for treatments.</summary>
    private const int ChoiceOffset = 2;

    private readonly Chunked<byte> _groups = new(1);
    private readonly Chunked<byte> _choices = new(1);
    private readonly Chunked<long> _untreated = new(1);
    private readonly Chunked<long> _values;
    private readonly Chunked<long>? _costs;
    private readonly long[] _contactCosts;

    public CampaignColumns(CampaignTerms terms, string model, int day, int rows)
    {
        Terms = terms;
        Model = model;
        Day = day;
        Rows = rows;
        Totals = new CampaignTotals(Options);
        var fallback = terms.IndexOf(terms.Spec.Fallback);
        FreeFallback = fallback >= 0 && terms.Treatments[fallback].Cost == 0 ? fallback : -1;
        _contactCosts = [.. terms.Treatments.Select(treatment => treatment.CostMicros)];
        _values = new Chunked<long>(Options);
        _costs = terms.CostsByOutcome ? new Chunked<long>(Options) : null;
    }

    public CampaignTerms Terms { get; }

    public CampaignSpec Spec => Terms.Spec;

    /// <summary>The pinned model's content hash.</summary>
    public string Model { get; }

    /// <summary>The pinned day's number.</summary>
    public int Day { get; }

    /// <summary>Rows when the estimate began; consumers created later are decided one by one.</summary>
    public int Rows { get; }

    /// <summary>
    /// The fallback's place if it costs nothing, else -1: nothing is spent where nothing could be decided.
    /// </summary>
    public int FreeFallback { get; }

    public int Options => Terms.Treatments.Count;

    /// <summary>Rows estimated so far.</summary>
    public int Estimated { get; set; }

    /// <summary>Consumers in the audience so far.</summary>
    public int Audience { get; private set; }

    /// <summary>The price and cut, once known.</summary>
    public DecisionRule? Rule { get; set; }

    /// <summary>Rows decided so far.</summary>
    public int Decided { get; set; }

    /// <summary>
    /// What the rows decided in a scan cost: committed by the campaign. Single decisions spend from leases.
    /// </summary>
    public long ScanSpend { get; set; }

    public CampaignTotals Totals { get; }

    public bool HasCosts => _costs is not null;

    public long Bytes => _groups.Bytes + _choices.Bytes + _untreated.Bytes + _values.Bytes + (_costs?.Bytes ?? 0);

    public CampaignGroup Group(int row) => (CampaignGroup)_groups[row][0];

    /// <summary>What the row's outcomes are expected to be worth if nothing is given, in micro-units.</summary>
    public ref long Untreated(int row) => ref _untreated[row][0];

    public Span<long> Values(int row) => _values[row];

    public ReadOnlySpan<long> Costs(int row) => _costs is null ? _contactCosts : _costs[row];

    /// <summary>The row's costs, to be written; only where <see cref="HasCosts"/>.</summary>
    public Span<long> CostsOf(int row) => _costs![row];

    public void SetGroup(int row, CampaignGroup group)
    {
        _groups[row][0] = (byte)group;
        if (group != CampaignGroup.Outside) Audience++;
    }

    /// <summary>What was decided: a treatment's place, -1 for nothing, null where nothing was decided yet.</summary>
    public int? Choice(int row) => _choices[row][0] is var choice and > 0 ? choice - ChoiceOffset : null;

    public void SetChoice(int row, int option) => _choices[row][0] = (byte)(option + ChoiceOffset);

    public byte RawChoice(int row) => _choices[row][0];

    public void RestoreChoice(int row, byte choice) => _choices[row][0] = choice;

    public void RestoreAudience(int audience) => Audience = audience;

    /// <summary>The row's hull; room for as many steps as there are treatments.</summary>
    public int Hull(int row, Span<HullStep> steps) => ConsumerHull.Build(Values(row), Costs(row), steps);

    /// <summary>Takes a forgotten consumer out; what was spent on it stays spent.</summary>
    public void Forget(int row)
    {
        _groups[row][0] = (byte)CampaignGroup.Outside;
        _choices[row][0] = 0;
        _untreated[row].Clear();
        _values[row].Clear();
        _costs?[row].Clear();
    }
}
