using System.Globalization;
using System.Text.Json.Nodes;

namespace WorldModel.Bench.Scale;

/// <summary>Figures, each with its floor and what bounds it.</summary>
internal sealed class ScaleTable
{
    private readonly List<(string Name, double Value, string Unit, double Floor, string Bound)> _rows = [];
    private readonly List<string> _notes = [];

    public void Note(string text) => _notes.Add(text);

    /// <param name="name">What was measured.</param>
    /// <param name="value">The figure.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="floor">What it could be at best, same unit; NaN where none was measured.</param>
    /// <param name="bound">What bounds it.</param>
    public void Add(string name, double value, string unit, double floor, string bound) =>
        _rows.Add((name, value, unit, floor, bound));

    public void Write(TextWriter output)
    {
        foreach (var note in _notes) output.WriteLine(note);
        output.WriteLine($"{"",-30}{"figure",12}{"floor",10}  bound by");
        foreach (var (name, value, unit, floor, bound) in _rows)
            output.WriteLine($"{name,-30}{Text(value) + " " + unit,12}{Text(floor),10}  {bound}");
    }

    public JsonObject Json() => new()
    {
        ["notes"] = new JsonArray([.. _notes.Select(note => (JsonNode)note)]),
        ["rows"] = new JsonArray([.. _rows.Select(row => (JsonNode)new JsonObject
        {
            ["name"] = row.Name,
            ["value"] = row.Value,
            ["unit"] = row.Unit,
            ["floor"] = double.IsNaN(row.Floor) ? null : row.Floor,
            ["bound"] = row.Bound,
        })]),
    };

    private static string Text(double value) => double.IsNaN(value) ? "-"
        : value.ToString(value < 100 ? "F2" : "N0", CultureInfo.InvariantCulture);
}
