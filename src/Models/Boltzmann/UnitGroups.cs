namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Visible units that are predicted together when their own values are hidden: those of a one-hot group, exactly one of
/// which is on, or a single unit.
/// </summary>
public sealed class UnitGroups
{
    private readonly int[][] _groups;

    /// <param name="units">Units of the machine.</param>
    /// <param name="groups">Units of each group; a group of one is a unit that may be on or off.</param>
    public UnitGroups(int units, IEnumerable<int[]> groups)
    {
        _groups = [.. groups];
        var seen = new HashSet<int>();
        foreach (var unit in _groups.SelectMany(group => group))
        {
            if (unit < 0 || unit >= units || !seen.Add(unit))
                throw new ArgumentException($"unit {unit} is in two groups or not below {units}", nameof(groups));
        }

        Units = units;
    }

    public int Units { get; }

    public int Count => _groups.Length;

    /// <summary>The units of a group.</summary>
    public ReadOnlySpan<int> this[int group] => _groups[group];

    /// <summary>Values that a group may take.</summary>
    public int Choices(int group) => _groups[group].Length == 1 ? 2 : _groups[group].Length;

    /// <summary>Writes a value of a group into a visible vector.</summary>
    public void Write(int group, int choice, Span<float> visible)
    {
        var units = _groups[group];
        if (units.Length == 1) visible[units[0]] = choice;
        else for (var i = 0; i < units.Length; i++) visible[units[i]] = i == choice ? 1 : 0;
    }

    /// <summary>The value of a group in a visible vector; -1 where not exactly one unit of several is on.</summary>
    public int Read(int group, ReadOnlySpan<float> visible)
    {
        var units = _groups[group];
        if (units.Length == 1) return visible[units[0]] > .5f ? 1 : 0;
        var choice = -1;
        for (var i = 0; i < units.Length; i++)
        {
            if (visible[units[i]] <= .5f) continue;
            if (choice >= 0) return -1;
            choice = i;
        }

        return choice;
    }
}
