using System.Globalization;
using WorldModel.Schema;

namespace WorldModel.Cli.Init;

/// <summary>A column that is to be an attribute, row by row: as text, as the level or bin it falls in.</summary>
internal sealed class AttributeColumn
{
    public AttributeColumn(string column, AttributeSpec spec, IEnumerable<string?> cells)
    {
        (Column, Spec) = (column, spec);
        Cells = [.. cells];
        var levels = spec.Levels.Select((level, i) => (level, i)).ToDictionary(p => p.level, p => p.i);
        Codes = Array.ConvertAll(Cells, text => text is null ? Levels - 1 : spec.Kind switch
        {
            AttributeKind.Flag => text is "1" or "true" or "True" ? 1 : 0,
            AttributeKind.Category => levels.GetValueOrDefault(text, Levels - 1),
            _ => Bin(text),
        });
    }

    public string Column { get; }

    public AttributeSpec Spec { get; }

    public string?[] Cells { get; }

    /// <summary>Level or bin of each row; the last one is for what is missing or rare.</summary>
    public int[] Codes { get; }

    public int Levels => (Spec.Kind == AttributeKind.Flag ? 2 : Spec.Labels.Count) + 1;

    /// <summary>The numbers of a number, row by row, what is missing below all; null: it is no number.</summary>
    public double[]? Numbers => Spec.Kind != AttributeKind.Number ? null : Array.ConvertAll(
        Cells, text => text is null ? double.MinValue : double.Parse(text, CultureInfo.InvariantCulture));

    private int Bin(string text)
    {
        var value = double.Parse(text, CultureInfo.InvariantCulture);
        return Spec.Cuts.Count(cut => value >= cut);
    }
}
