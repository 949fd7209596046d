using WorldModel.Schema;

namespace WorldModel.Allocation.Limits;

/// <summary>Finds the cells that caps cover; refuses caps that name what is not there.</summary>
internal sealed class LimitCells(OptionTable table, AllocationLimits limits, int combinations)
{
    public int Count => combinations * table.Treatments.Count;

    public IEnumerable<LimitRow> Caps()
    {
        yield return Row("budget", LimitKind.Money, limits.BudgetMicros, null);
        if (limits.ContactCap is { } contacts) yield return Row("contact-cap", LimitKind.Contacts, contacts, null);
        var seen = new HashSet<(string, CapUnit)>();
        foreach (var cap in limits.Caps)
        {
            if (!seen.Add((cap.Name, cap.Unit)))
                throw new InputException("cap " + cap.Name, "given twice", "one cap of a kind on each");
            yield return Row("cap " + cap.Name, cap.Unit == CapUnit.Money ? LimitKind.Money : LimitKind.Contacts,
                cap.Most, Covers(cap));
        }
    }

    private static LimitRow Row(string name, LimitKind kind, long most, bool[]? covers) =>
        new(name, kind, most, most > 0 ? most : kind == LimitKind.Money ? Micros.PerUnit : 1, covers);

    private bool[] Covers(AllocationCap cap)
    {
        var treatment = cap.Treatment is null ? -1 : Place(table.Treatments, cap.Treatment, "cap " + cap.Name);
        var (stride, size, place) = cap.Group is { } group ? Group(cap, group) : (1, 1, 0);
        var covers = new bool[Count];
        for (var cell = 0; cell < covers.Length; cell++)
        {
            var inGroup = cell / table.Treatments.Count / stride % size == place;
            covers[cell] = inGroup && (treatment < 0 || cell % table.Treatments.Count == treatment);
        }

        return covers;
    }

    private (int Stride, int Size, int Place) Group(AllocationCap cap, (string Kind, string Name) group)
    {
        var stride = 1;
        foreach (var groups in limits.Groups)
        {
            if (groups.Kind == group.Kind)
                return (stride, groups.Names.Length, Place(groups.Names, group.Name, "cap " + cap.Name));
            stride *= groups.Names.Length;
        }

        throw new InputException("cap " + cap.Name, group.Kind, limits.Groups.Count == 0
            ? "a treatment: the input has no column segment"
            : "one of " + string.Join(", ", limits.Groups.Select(groups => groups.Kind)));
    }

    private static int Place(IReadOnlyList<string> names, string name, string field)
    {
        for (var place = 0; place < names.Count; place++)
        {
            if (names[place] == name) return place;
        }

        throw new InputException(field, name, "one of " + string.Join(", ", names.Take(20)));
    }
}
