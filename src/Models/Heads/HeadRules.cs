using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models.Heads;

/// <summary>
/// The rules that turn a schema's outcome into a head: which columns it has and which priors they share.
/// </summary>
/// <remarks>
/// Base: every visible unit beside the belief, for the belief alone loses part of the attributes and of the recent
/// days. Priors: one precision, learned, for the belief, for the attributes, for each calendar part, for the
/// history, for the lags, for the numbers and for the memory; the constant and each driver's own effect are left free.
/// Modifiers: flags and trends of numbers share a precision per driver, and so do the departures of each attribute's
/// bins or levels. Where a schema names a responsiveness, its actions keep an effect each, and share what modifies it:
/// attributes, a precision each trend, and what the memory knows of the consumer.
/// </remarks>
public sealed class HeadRules
{
    private const double FreeConstant = 1e-6;
    private const double FreeEffect = 1e-4;
    private const double StartPrecision = 10.0;

    /// <summary>A mix has no effect of its own: its actions have one each.</summary>
    private const double NoEffect = 1e6;

    private readonly TrainingSet _rows;
    private readonly ConsumerSchema _schema;
    private readonly Encoder _encoder;
    private readonly BeliefScaling _belief;
    private readonly double[] _unitMeans;
    private readonly double[] _unitSquares;
    private readonly IReadOnlyList<ResponseMemory> _memories;

    /// <param name="rows">Rows that the heads are fitted on; their means scale modifiers and derived inputs.</param>
    /// <param name="belief">How the belief enters; <see cref="BeliefScaling.None"/> for visible units alone.</param>
    /// <param name="memories">What is remembered of responsiveness; null: nothing.</param>
    public HeadRules(TrainingSet rows, BeliefScaling belief, IReadOnlyList<ResponseMemory>? memories = null)
    {
        _memories = memories ?? [];
        _rows = rows;
        _schema = rows.Schema;
        _encoder = new Encoder(_schema);
        _belief = belief;
        (_unitMeans, _unitSquares) = (new double[rows.Width], new double[rows.Width]);
        for (var row = 0; row < rows.Rows; row++)
        {
            var visible = rows.VisibleRow(row);
            for (var unit = 0; unit < visible.Length; unit++)
            {
                _unitMeans[unit] += visible[unit];
                _unitSquares[unit] += (double)visible[unit] * visible[unit];
            }
        }

        for (var unit = 0; unit < _unitMeans.Length; unit++)
        {
            _unitMeans[unit] /= Math.Max(rows.Rows, 1);
            _unitSquares[unit] /= Math.Max(rows.Rows, 1);
        }
    }

    /// <summary>Columns and priors of an outcome's head, with the schema's drivers and modifiers.</summary>
    public HeadSpec For(OutcomeSpec outcome)
    {
        int[] inputs = [.. outcome.Drivers.SelectMany(name => InputsOf(name))];
        var memory = _memories.FirstOrDefault(memory => memory.Outcome == outcome.Name);
        if (memory is null) return Build(inputs, outcome.Modifiers);
        int[] shared = [.. _encoder.Layout.ResponseActions(_schema.OutcomeIndex(outcome.Name))];
        var parts = Parts(outcome.Modifiers);
        var drivers = Array.ConvertAll(
            inputs, input => shared.Contains(input) ? Plain(input) : Modified(input, parts).Design);
        return Whole(
            [.. MainEffects(), memory.LevelColumn, memory.SlopeColumn],
            [
                .. drivers.Select(driver => (driver, driver.Modifiers.Length == 0 ? [] : parts)),
                (Mix(outcome, shared, memory.Mix, memory), MixParts(outcome, memory)),
            ]);
    }

    /// <summary>Columns and priors with given inputs as drivers.</summary>
    public HeadSpec Build(int[] inputs, IReadOnlyList<string> modifiers)
    {
        var parts = Parts(modifiers);
        return Whole(MainEffects(), Array.ConvertAll(inputs, input => Modified(input, parts)));
    }

    /// <summary>Columns and priors of a head on attributes alone: what does not change from day to day.</summary>
    internal HeadSpec Static(OutcomeSpec outcome, DriverDesign[] drivers) => Whole(
        [.. MainEffects().Where(column => GroupOf(column) == UnitGroup.Attribute || IsAttributeNumber(column))],
        Array.ConvertAll(drivers, driver => (driver, driver.Mix is null ? [] : MixParts(outcome, null))));

    /// <summary>An input with an effect of its own only.</summary>
    internal DriverDesign Plain(int input) => Driver(input, Array.Empty<Modifier>());

    /// <summary>Actions that share a responsiveness, by the weights of a mix.</summary>
    internal DriverDesign Mix(OutcomeSpec outcome, int[] actions, float[] weights, ResponseMemory? memory)
    {
        var mix = new float[_rows.ActionUnits];
        for (var a = 0; a < actions.Length; a++)
            mix[actions[a]] = weights[a];
        return new DriverDesign(
            MixName, DriverDesign.NoInput, 0f, 1f,
            Array.ConvertAll(MixParts(outcome, memory), part => part.Modifier), mix);
    }

    private const string MixName = "responsiveness";

    private (string Group, Modifier Modifier)[] MixParts(OutcomeSpec outcome, ResponseMemory? memory)
    {
        var parts = Parts(outcome.Modifiers).Select(part =>
            part.Group == Trends ? (part.Modifier.Name, part.Modifier) : ($"levels of {part.Group}", part.Modifier));
        return memory is null
            ? [.. parts]
            : [.. parts, ("memory", Modifier.Of("memory", memory.SlopeColumn))];
    }

    private const string Trends = "trends";

    private (string Group, Modifier Modifier)[] Parts(IReadOnlyList<string> modifiers) =>
        [.. modifiers.SelectMany(ModifiersOf).GroupBy(part => part.Group).SelectMany(group => group)];

    private HeadSpec Whole(int[] mainEffects, (DriverDesign Design, (string Group, Modifier)[] Parts)[] drivers)
    {
        var design = new HeadDesign(
            _rows.Width, _belief, mainEffects, Array.ConvertAll(drivers, driver => driver.Design));
        var groups = BaseGroups(mainEffects).ToList();
        for (var d = 0; d < drivers.Length; d++)
        {
            string[] names = [.. drivers[d].Parts.Select(part => part.Group)];
            groups.AddRange(EffectGroups(drivers[d].Design, design.DriverStart(d), names));
        }

        return new HeadSpec(design, [.. groups]);
    }

    /// <summary>Visible units and numbers, but no tallies.</summary>
    private int[] MainEffects() => [.. Enumerable.Range(0, _encoder.Width)
        .Where(column => column < _encoder.Units
            || _encoder.Numbers[column - _encoder.Units].Kind != NumberKind.Response)];

    private UnitGroup? GroupOf(int column) =>
        column < _encoder.Units ? _encoder.UnitSpecs[column].Group : null;

    private bool IsAttributeNumber(int column) => column >= _encoder.Units
        && _encoder.Numbers[column - _encoder.Units].Kind == NumberKind.Attribute;

    private int[] InputsOf(string name)
    {
        var derived = _schema.Derived.Select(input => input.Name).ToList().IndexOf(name);
        if (derived >= 0)
            return [_rows.ActionUnits + derived];
        var actions = _encoder.Layout.Actions;
        var (start, count) = actions.UnitsOf(name).GetOffsetAndLength(actions.Units);
        return [.. Enumerable.Range(start, count)];
    }

    private (DriverDesign Design, (string Group, Modifier Modifier)[] Parts) Modified(
        int input, (string Group, Modifier Modifier)[] parts) =>
        (Driver(input, Array.ConvertAll(parts, part => part.Modifier)), parts);

    private DriverDesign Driver(int input, Modifier[] modifiers)
    {
        if (input < _rows.ActionUnits)
            return new DriverDesign(_encoder.Layout.Actions.Names[input], input, 0f, 1f, modifiers);
        var derived = input - _rows.ActionUnits;
        var (sum, squares) = (0.0, 0.0);
        for (var row = 0; row < _rows.Rows; row++)
        {
            double value = _rows.DerivedRow(row)[derived];
            sum += value;
            squares += value * value;
        }

        var mean = sum / _rows.Rows;
        var deviation = Math.Sqrt(Math.Max((squares / _rows.Rows) - (mean * mean), 0.0));
        return new DriverDesign(
            _schema.Derived[derived].Name, input, (float)mean, deviation > 1e-9 ? (float)deviation : 1f, modifiers);
    }

    private IEnumerable<(string Group, Modifier Modifier)> ModifiersOf(string attribute)
    {
        var spec = _schema.Attributes[_schema.AttributeIndex(attribute)];
        var (start, count) = _encoder.AttributeUnits(attribute).GetOffsetAndLength(_encoder.Units);
        if (spec.Scale != NumberScale.None)
            yield return (Trends, Number(attribute));
        else if (spec.Kind == AttributeKind.Flag || (spec.Kind == AttributeKind.Number && count > 1))
            yield return (Trends, Trend(attribute, start, spec.KnownUnits));
        if (count == 1)
            yield break;
        for (var unit = start; unit < start + count; unit++)
            yield return (attribute, Modifier.Of(_encoder.UnitNames[unit], unit));
    }

    /// <summary>A number with mean 0 and variance 1 over the rows.</summary>
    private Modifier Number(string attribute)
    {
        var column = _encoder.Units + Enumerable.Range(0, _encoder.Numbers.Count).First(
            i => _encoder.Numbers[i].Kind == NumberKind.Attribute && _encoder.Numbers[i].Source == attribute);
        var mean = _unitMeans[column];
        var deviation = Math.Sqrt(Math.Max(_unitSquares[column] - (mean * mean), 0.0));
        var scale = deviation > 1e-6 ? 1.0 / deviation : 0.0;
        return new Modifier(attribute, [column], [(float)scale], (float)(-scale * mean));
    }

    /// <summary>A flag, or the number of a bin, with mean 0 and variance 1 over the rows.</summary>
    private Modifier Trend(string name, int start, int count)
    {
        double ScoreOf(int bin) => count == 1 ? 1.0 : bin;
        var bins = Enumerable.Range(0, count).ToArray();
        var mean = bins.Sum(bin => _unitMeans[start + bin] * ScoreOf(bin));
        var square = bins.Sum(bin => _unitMeans[start + bin] * ScoreOf(bin) * ScoreOf(bin));
        var deviation = Math.Sqrt(Math.Max(square - (mean * mean), 0.0));
        var scale = deviation > 1e-6 ? 1.0 / deviation : 0.0;
        return new Modifier(
            name, [.. bins.Select(bin => start + bin)], [.. bins.Select(bin => (float)(scale * ScoreOf(bin)))],
            (float)(-scale * mean));
    }

    private IEnumerable<PriorGroup> BaseGroups(int[] mainEffects)
    {
        yield return new PriorGroup("constant", [0], FreeConstant, false);
        var next = 1 + _belief.Units;
        if (_belief.Units > 0)
            yield return Learned("belief", [.. Enumerable.Range(1, _belief.Units)]);
        foreach (var group in Enumerable.Range(0, mainEffects.Length).GroupBy(place => PriorOf(mainEffects[place])))
            yield return Learned(group.Key, [.. group.Select(place => next + place)]);
    }

    private string PriorOf(int column)
    {
        if (column >= _encoder.Units)
            return _encoder.Numbers[column - _encoder.Units].Kind == NumberKind.Response ? "memory" : "numbers";
        var unit = _encoder.UnitSpecs[column];
        return unit.Group switch
        {
            UnitGroup.Attribute => "attributes",
            UnitGroup.Calendar => unit.Source,
            UnitGroup.Lag => "lags",
            UnitGroup.Rate => "rates",
            _ => "history",
        };
    }

    private static IEnumerable<PriorGroup> EffectGroups(DriverDesign driver, int start, string[] groups)
    {
        yield return new PriorGroup(driver.Name, [start], driver.Mix is null ? FreeEffect : NoEffect, false);
        foreach (var group in Enumerable.Range(0, groups.Length).GroupBy(part => groups[part]))
            yield return Learned($"{driver.Name} x {group.Key}", [.. group.Select(part => start + 1 + part)]);
    }

    private static PriorGroup Learned(string name, int[] columns) => new(name, columns, StartPrecision, true);
}
