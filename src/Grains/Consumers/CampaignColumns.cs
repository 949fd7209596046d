using WorldModel.Allocation;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// What a shard keeps of a campaign, a row a consumer: of the round its group and each treatment's value over nothing
/// and cost; of all rounds what was decided last, and for which day. 4 bytes a treatment and 10 a row, more where a
/// value is beyond 2,147; costs take 8 more a treatment where they depend on the consumer. Totals outlive rounds, and
/// the campaign's end.
/// </summary>
internal sealed class CampaignColumns
{
    /// <summary>The value of a treatment whose effect the data do not identify: never taken.</summary>
    public const long Excluded = long.MinValue;

    /// <summary>The value of a treatment that this consumer may not get: by a requirement or a cap.</summary>
    public const long Barred = long.MinValue + 1;

    /// <summary>Choices: 0 stands for undecided, 1 for nothing, 2 on for treatments.</summary>
    private const int ChoiceOffset = 2;

    private readonly Chunked<byte> _choices = new(1);
    private readonly Chunked<int> _choiceDays = new(1);
    private readonly long[] _contactCosts;
    private readonly Chunked<byte> _groups = new(1);
    private readonly NarrowColumn _values;
    private readonly long[] _here;
    private int _at = -1;
    private readonly Chunked<long>? _costs;

    /// <param name="terms">The campaign.</param>
    /// <param name="number">Its number in the shard.</param>
    public CampaignColumns(CampaignTerms terms, int number)
    {
        Terms = terms;
        Number = number;
        Totals = new CampaignTotals(Options);
        Shadows = new ShadowBook(Options);
        var fallback = terms.IndexOf(terms.Spec.Fallback);
        FreeFallback = fallback >= 0 && terms.Treatments[fallback].Cost == 0 ? fallback : -1;
        _contactCosts = [.. terms.Treatments.Select(treatment => treatment.CostMicros)];
        _here = new long[1 + Options];
        _values = new NarrowColumn(_here.Length);
        _costs = terms.CostsByOutcome ? new Chunked<long>(Options) : null;
    }

    public CampaignTerms Terms { get; }

    public CampaignSpec Spec => Terms.Spec;

    /// <summary>Its number among the shard's campaigns, in the order they came.</summary>
    public int Number { get; }

    /// <summary>Whether it has ended: nothing is decided any more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The round, from 1; 0: none began.</summary>
    public int Round { get; private set; }

    /// <summary>Content hash of the model that the round works with.</summary>
    public string Model { get; private set; } = "";

    /// <summary>Number of the day that the round decides for.</summary>
    public int Day { get; private set; }

    /// <summary>Rows when the round's estimate began; consumers created later are decided one by one.</summary>
    public int Rows { get; private set; }

    /// <summary>
    /// The fallback's place if it costs nothing, else -1: nothing is spent where nothing could be decided.
    /// </summary>
    public int FreeFallback { get; }

    public int Options => Terms.Treatments.Count;

    /// <summary>Rows estimated so far.</summary>
    public int Estimated { get; set; }

    /// <summary>Consumers in the audience so far.</summary>
    public int Audience { get; private set; }

    /// <summary>The round's price and cut, once known.</summary>
    public DecisionRule? Rule
    {
        get;
        set
        {
            field = value;
            if (value is not null) Price = value.ShadowPrice;
        }
    }

    /// <summary>
    /// The price that decisions one by one go by: the round's, and until it is known that of the round before.
    /// </summary>
    public double? Price { get; private set; }

    /// <summary>Rows decided so far.</summary>
    public int Decided { get; set; }

    /// <summary>
    /// What the rows decided in a scan cost: committed by the campaign. Single decisions spend from leases.
    /// </summary>
    public long ScanSpend { get; set; }

    public CampaignTotals Totals { get; }

    /// <summary>What candidates would have decided.</summary>
    public ShadowBook Shadows { get; }

    public bool HasCosts => _costs is not null;

    public long Bytes => _groups.Bytes + _choices.Bytes + _choiceDays.Bytes + _values.Bytes
        + (_costs?.Bytes ?? 0);

    public CampaignGroup Group(int row) => (CampaignGroup)_groups[row][0];

    /// <summary>What the row's outcomes are expected to be worth if nothing is given, in micro-units.</summary>
    public long Untreated(int row) => Here(row)[0];

    /// <summary>What each treatment is worth over nothing; valid until another row is asked about.</summary>
    public ReadOnlySpan<long> Values(int row) => Here(row)[1..];

    /// <summary>Puts what an estimate says of a row.</summary>
    public void SetValues(int row, long untreated, ReadOnlySpan<long> values)
    {
        _here[0] = Packed(untreated);
        for (var option = 0; option < values.Length; option++) _here[1 + option] = Packed(values[option]);
        _values.Put(row, _here);
        _at = -1;
    }

    /// <summary>How many treatments the row may get.</summary>
    public int Open(int row) => System.Numerics.BitOperations.PopCount(OpenMask(row));

    /// <summary>Treatments that the row may get, a bit each.</summary>
    public ulong OpenMask(int row)
    {
        var values = Values(row);
        var open = 0UL;
        for (var option = 0; option < values.Length; option++) open |= values[option] == Barred ? 0 : 1UL << option;
        return open;
    }

    public ReadOnlySpan<long> Costs(int row) => _costs is null ? _contactCosts : _costs[row];

    /// <summary>The row's costs, to be written; only where <see cref="HasCosts"/>.</summary>
    public Span<long> CostsOf(int row) => _costs![row];

    /// <summary>Begins a round: what was decided stays, and the price until there is another.</summary>
    public void Begin(int round, string model, int day, int rows)
    {
        (Round, Model, Day, Rows) = (round, model, day, rows);
        (Estimated, Audience, Decided, Rule) = (0, 0, 0, null);
        _groups.Zero();
        _values.Zero();
        _at = -1;
        _costs?.Zero();
    }

    /// <summary>Ends the campaign: its columns go, its totals stay.</summary>
    public void Close()
    {
        Begin(Round, Model, Day, 0);
        _groups.Clear();
        _values.Drop();
        _costs?.Clear();
        _choices.Clear();
        _choiceDays.Clear();
        IsClosed = true;
    }

    public void SetGroup(int row, CampaignGroup group)
    {
        _groups[row][0] = (byte)group;
        if (group != CampaignGroup.Outside) Audience++;
    }

    /// <summary>Marks a row whose treatment may not be given any more.</summary>
    public void Stop(int row) => _groups[row][0] = (byte)CampaignGroup.Stopped;

    /// <summary>
    /// What was decided last: a treatment's place, -1 for nothing, null where nothing was decided yet.
    /// </summary>
    public int? Choice(int row) => _choices[row][0] is var choice and > 0 ? choice - ChoiceOffset : null;

    /// <summary>What was decided for a day or, ahead of it, for a later one; null where nothing was.</summary>
    public int? Choice(int row, int day) => _choiceDays[row][0] >= day ? Choice(row) : null;

    /// <summary>Number of the day that the last decision is for; 0: there is none.</summary>
    public int ChoiceDay(int row) => _choiceDays[row][0];

    public void SetChoice(int row, int option, int day)
    {
        _choices[row][0] = (byte)(option + ChoiceOffset);
        _choiceDays[row][0] = day;
    }

    /// <summary>Puts back what a snapshot has.</summary>
    public void Restore(int audience, double? price, bool isClosed) =>
        (Audience, Price, IsClosed) = (audience, price, isClosed);

    /// <summary>The row's hull; room for as many steps as there are treatments.</summary>
    public int Hull(int row, Span<HullStep> steps) => ConsumerHull.Build(Values(row), Costs(row), steps);

    /// <summary>Takes a forgotten consumer out; what was spent on it stays spent.</summary>
    public void Forget(int row)
    {
        _groups[row][0] = (byte)CampaignGroup.Outside;
        _choices[row][0] = 0;
        _choiceDays[row][0] = 0;
        _values.Clear(row);
        _costs?[row].Clear();
        _at = -1;
    }

    /// <summary>Marks of what is no value as numbers that fit 32 bits; values as low as these go below them.</summary>
    private static long Packed(long value) => value switch
    {
        Excluded => int.MinValue,
        Barred => int.MinValue + 1,
        < int.MinValue + 2L => value - 2,
        _ => value,
    };

    private static long Unpacked(long packed) => packed switch
    {
        int.MinValue => Excluded,
        int.MinValue + 1 => Barred,
        < int.MinValue => packed + 2,
        _ => packed,
    };

    /// <summary>The row's worth untreated, then its values.</summary>
    private ReadOnlySpan<long> Here(int row)
    {
        if (_at == row) return _here;
        _values.Get(row, _here);
        foreach (ref var number in _here.AsSpan()) number = Unpacked(number);
        _at = row;
        return _here;
    }
}
