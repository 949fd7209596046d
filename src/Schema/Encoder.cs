namespace WorldModel.Schema;

/// <summary>
/// Turns a state into the row of a day, from the days before that day only: visible units, each 0 or 1, and behind
/// them the numbers that the schema asks for. Thread-safe.
/// </summary>
public sealed class Encoder
{
    private readonly StateLayout _layout;
    private readonly Unit[] _units;
    private readonly int[] _attributeStart;
    private readonly int _calendarStart;
    private readonly CalendarPart[] _calendar;
    private readonly HistoryEncoder _history;
    private readonly int[][] _lagSlots;
    private readonly int _lagStart;
    private readonly int[] _numberAttributes;
    private readonly NumberColumn[] _numbers;

    public Encoder(ConsumerSchema schema) : this(new StateLayout(schema))
    {
    }

    public Encoder(StateLayout layout)
    {
        _layout = layout;
        ConsumerSchema schema = layout.Schema;
        _calendar = [.. schema.Calendar];
        _units = [.. UnitList.Of(schema)];
        UnitNames = [.. _units.Select(u => u.Name)];
        _attributeStart = new int[schema.Attributes.Count];
        for (int i = 0; i < schema.Attributes.Count; i++)
        {
            _attributeStart[i] = _calendarStart;
            _calendarStart += schema.Attributes[i].Units;
        }
        _history = new HistoryEncoder(layout);
        _lagSlots = [.. schema.Lags.Select(SlotsOf)];
        _lagStart = _units.Length - _units.Count(u => u.Group == UnitGroup.Lag);
        _numberAttributes = [.. Enumerable.Range(0, schema.Attributes.Count)
            .Where(i => schema.Attributes[i].Scale != NumberScale.None)];
        _numbers =
        [
            .. _numberAttributes.Select(i => schema.Attributes[i].Name)
                .Select(name => new NumberColumn(name, NumberKind.Attribute, name)),
            .. _history.Numbers(),
        ];
    }

    public StateLayout Layout => _layout;

    /// <summary>Visible units.</summary>
    public int Units => _units.Length;

    /// <summary>What the numbers behind the units tell of, in order.</summary>
    public IReadOnlyList<NumberColumn> Numbers => _numbers;

    /// <summary>Visible units and numbers: the width of a row.</summary>
    public int Width => _units.Length + _numbers.Length;

    /// <summary>Names of the units, in order.</summary>
    public IReadOnlyList<string> UnitNames { get; }

    /// <summary>What each unit tells of, in order.</summary>
    public IReadOnlyList<Unit> UnitSpecs => _units;

    /// <summary>The units of an attribute.</summary>
    public Range AttributeUnits(string attribute)
    {
        int i = _layout.Schema.AttributeIndex(attribute);
        return _attributeStart[i]..(_attributeStart[i] + _layout.Schema.Attributes[i].Units);
    }

    /// <summary>Whether the state still holds what a day needs: it is not older than lateness allows.</summary>
    public bool CanEncode(ReadOnlySpan<int> state, int day) => day >= _layout.OldestDay(state);

    /// <param name="state">A state of the encoder's layout.</param>
    /// <param name="day">Day number; not before <see cref="StateLayout.OldestDay"/>.</param>
    /// <param name="visible">Out, shape (Width).</param>
    /// <exception cref="ArgumentOutOfRangeException">The day is too old for the state.</exception>
    public void Encode(ReadOnlySpan<int> state, int day, Span<float> visible)
    {
        if (!CanEncode(state, day))
        {
            string oldest = $"the state's oldest day is {_layout.OldestDay(state)}";
            throw new ArgumentOutOfRangeException(nameof(day), day, oldest);
        }
        visible[..Width].Clear();
        EncodeAttributes(state, visible);
        int next = EncodeCalendar(day, visible);
        _history.Encode(state, day, visible[next.._lagStart]);
        EncodeLags(state, day, visible);
        EncodeNumbers(state, day, visible[Units..]);
    }

    private void EncodeNumbers(ReadOnlySpan<int> state, int day, Span<float> numbers)
    {
        for (int i = 0; i < _numberAttributes.Length; i++)
        {
            int attribute = _numberAttributes[i];
            int word = state[StateLayout.AttributeStart + attribute];
            numbers[i] = _layout.Schema.Attributes[attribute].NumberOf(word);
        }
        _history.EncodeNumbers(state, day, numbers[_numberAttributes.Length..]);
    }

    private void EncodeAttributes(ReadOnlySpan<int> state, Span<float> visible)
    {
        IReadOnlyList<AttributeSpec> attributes = _layout.Schema.Attributes;
        for (int i = 0; i < attributes.Count; i++)
        {
            int unit = attributes[i].UnitOf(state[StateLayout.AttributeStart + i]);
            if (unit >= 0)
                visible[_attributeStart[i] + unit] = 1;
        }
    }

    private int EncodeCalendar(int day, Span<float> visible)
    {
        int next = _calendarStart;
        foreach (CalendarPart part in _calendar)
        {
            bool month = part == CalendarPart.Month;
            visible[next + (month ? DateOnly.FromDayNumber(day).Month - 1 : CalendarRule.DayOfWeek(day))] = 1;
            next += month ? 12 : 7;
        }
        return next;
    }

    private void EncodeLags(ReadOnlySpan<int> state, int day, Span<float> visible)
    {
        int open = StateLayout.OpenDayOf(state);
        int next = _lagStart;
        for (int lag = 1; lag <= _layout.Schema.LagDays; lag++)
        {
            bool kept = open != 0 && day - lag <= open && day - lag > open - _layout.RingDays;
            foreach (int[] slots in _lagSlots)
            {
                foreach (int slot in slots)
                {
                    if (kept && Ring.Micros(_layout, state, day - lag, slot) != 0)
                        visible[next] = 1;
                    next++;
                }
            }
        }
    }

    private int[] SlotsOf(string name)
    {
        for (int i = 0; i < _layout.Schema.Outcomes.Count; i++)
        {
            if (_layout.Schema.Outcomes[i].Name == name)
                return [_layout.OutcomeSlot(i)];
        }
        (int start, int count) = _layout.Actions.UnitsOf(name).GetOffsetAndLength(_layout.Actions.Units);
        return [.. Enumerable.Range(start, count)];
    }
}
