using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models.Heads;

/// <summary>
/// The rules that turn a schema's outcome into a head: which columns it has and which priors they share.
/// </summary>
/// <remarks>
/// Base: every visible unit beside the belief, for the belief alone loses part of the attributes and of the recent
/// days. Priors: one precision, learned, for the belief, for the attributes, for each calendar part, for the
/// history and for the lags; the constant and each driver's own effect are left free. Modifiers: flags and trends of
/// binned numbers share a precision per driver, and so do the departures of each attribute's bins or levels.
/// </remarks>
public sealed class HeadRules
{
    private const double FreeConstant = 1e-6;
    private const double FreeEffect = 1e-4;
    private const double StartPrecision = 10.0;

    private readonly TrainingSet _rows;
    private readonly ConsumerSchema _schema;
    private readonly Encoder _encoder;
    private readonly BeliefScaling _belief;
    private readonly double[] _unitMeans;

    /// <param name="rows">Rows that the heads are fitted on; their means scale modifiers and derived inputs.</param>
    /// <param name="belief">How the belief enters; <see cref="BeliefScaling.None"/> for visible units alone.</param>
    public HeadRules(TrainingSet rows, BeliefScaling belief)
    {
        _rows = rows;
        _schema = rows.Schema;
        _encoder = new Encoder(_schema);
        _belief = belief;
        _unitMeans = new double[rows.Units];
        for (var row = 0; row < rows.Rows; row++)
        {
            var visible = rows.VisibleRow(row);
            for (var unit = 0; unit < visible.Length; unit++)
                _unitMeans[unit] += visible[unit];
        }

        for (var unit = 0; unit < _unitMeans.Length; unit++)
            _unitMeans[unit] /= Math.Max(rows.Rows, 1);
    }

    /// <summary>Columns and priors of an outcome's head, with the schema's drivers and modifiers.</summary>
    public HeadSpec For(OutcomeSpec outcome) =>
        Build([.. outcome.Drivers.SelectMany(name => InputsOf(name))], outcome.Modifiers);

    /// <summary>Columns and priors with given inputs as drivers.</summary>
    public HeadSpec Build(int[] inputs, IReadOnlyList<string> modifiers)
    {
        var parts = modifiers.SelectMany(ModifiersOf).GroupBy(part => part.Group).SelectMany(group => group).ToArray();
        var drivers = Array.ConvertAll(
            inputs, input => Driver(input, Array.ConvertAll(parts, part => part.Modifier)));
        var design = new HeadDesign(
            _rows.Units, _belief, [.. Enumerable.Range(0, _rows.Units)], drivers);
        var groups = BaseGroups().ToList();
        for (var d = 0; d < drivers.Length; d++)
        {
            string[] names = [.. parts.Select(part => part.Group)];
            groups.AddRange(EffectGroups(drivers[d].Name, design.DriverStart(d), names));
        }

        return new HeadSpec(design, [.. groups]);
    }

    private int[] InputsOf(string name)
    {
        var derived = _schema.Derived.Select(input => input.Name).ToList().IndexOf(name);
        if (derived >= 0)
            return [_rows.ActionUnits + derived];
        var actions = _encoder.Layout.Actions;
        var (start, count) = actions.UnitsOf(name).GetOffsetAndLength(actions.Units);
        return [.. Enumerable.Range(start, count)];
    }

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
        var (start, count) = _encoder.AttributeUnits(attribute).GetOffsetAndLength(_rows.Units);
        if (spec.Kind == AttributeKind.Flag || (spec.Kind == AttributeKind.Number && count > 1))
            yield return ("trends", Trend(attribute, start, spec.KnownUnits));
        if (count == 1)
            yield break;
        for (var unit = start; unit < start + count; unit++)
            yield return (attribute, Modifier.Of(_encoder.UnitNames[unit], unit));
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

    private IEnumerable<PriorGroup> BaseGroups()
    {
        yield return new PriorGroup("constant", [0], FreeConstant, false);
        var next = 1 + _belief.Units;
        if (_belief.Units > 0)
            yield return Learned("belief", [.. Enumerable.Range(1, _belief.Units)]);
        var units = _encoder.UnitSpecs;
        foreach (var group in Enumerable.Range(0, units.Count).GroupBy(unit => PriorOf(units[unit])))
            yield return Learned(group.Key, [.. group.Select(unit => next + unit)]);
    }

    private static string PriorOf(Unit unit) => unit.Group switch
    {
        UnitGroup.Attribute => "attributes",
        UnitGroup.Calendar => unit.Source,
        UnitGroup.Lag => "lags",
        _ => "history",
    };

    private static IEnumerable<PriorGroup> EffectGroups(string driver, int start, string[] groups)
    {
        yield return new PriorGroup(driver, [start], FreeEffect, false);
        foreach (var group in Enumerable.Range(0, groups.Length).GroupBy(part => groups[part]))
            yield return Learned($"{driver} x {group.Key}", [.. group.Select(part => start + 1 + part)]);
    }

    private static PriorGroup Learned(string name, int[] columns) => new(name, columns, StartPrecision, true);
}
