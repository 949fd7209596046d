namespace WorldModel.Schema.Training;

/// <summary>Writes single rows of a training set. Thread-safe for distinct rows.</summary>
internal sealed class RowWriter(TrainingSet set)
{
    private readonly Encoder _encoder = new(set.Schema);
    private readonly DerivedInputs _derived = new(set.Schema);
    private readonly OutcomeSpec[] _outcomes = [.. set.Schema.Outcomes];
    private readonly int _window = set.Schema.Outcomes.Max(o => o.WindowDays);

    public StateLayout Layout => _encoder.Layout;

    /// <summary>A row whose actions and outcomes are those that the events tell of.</summary>
    public void WriteObserved(int row, int consumer, int day, Timeline timeline)
    {
        WriteBelieved(row, consumer, day, timeline);
        Span<float> outcomes = set.Outcomes.AsSpan(row * set.OutcomeCount, set.OutcomeCount);
        foreach (ref readonly StateEvent e in timeline.Rest)
        {
            if (e.Day >= day + _window)
                break;
            int outcome = e.Slot - set.ActionUnits;
            if (outcome >= 0 && e.Day < day + _outcomes[outcome].WindowDays)
                AddOutcome(ref outcomes[outcome], _outcomes[outcome].Kind, e.Micros);
        }
        WriteDerived(row);
    }

    /// <summary>A row whose treatment and outcomes the experiment's table tells.</summary>
    public void WriteExperiment(
        int row, int consumer, ExperimentRow source, IReadOnlyList<Treatment> treatments, Timeline timeline)
    {
        WriteBelieved(row, consumer, source.Day, timeline);
        Span<float> actions = set.Actions.AsSpan(row * set.ActionUnits, set.ActionUnits);
        foreach (ActionLevel level in treatments.SelectMany(t => t.Actions))
            actions[Layout.Actions.UnitsOf(level.Action)].Clear();
        Layout.Actions.Apply(treatments[source.Treatment], actions);
        for (int i = 0; i < set.OutcomeCount; i++)
            set.Outcomes[(row * set.OutcomeCount) + i] = (float)source.Outcomes[i];
        set.Treatment[row] = source.Treatment;
        set.Propensity[row] = source.Propensity;
        set.Cost[row] = source.Cost;
        WriteDerived(row);
    }

    private void WriteBelieved(int row, int consumer, int day, Timeline timeline)
    {
        set.Consumer[row] = consumer;
        set.Day[row] = day;
        _encoder.Encode(timeline.Before(day), day, set.Visible.AsSpan(row * set.Width, set.Width));
        Span<float> actions = set.Actions.AsSpan(row * set.ActionUnits, set.ActionUnits);
        Layout.Actions.ApplyCalendar(day, actions);
        foreach (ref readonly StateEvent e in timeline.Rest)
        {
            if (e.Day > day)
                break;
            if (e.Slot < set.ActionUnits)
                actions[e.Slot] = 1;
        }
    }

    private void WriteDerived(int row) => _derived.Compute(
        set.VisibleRow(row), set.ActionRow(row), set.Derived.AsSpan(row * set.DerivedInputs, set.DerivedInputs));

    private static void AddOutcome(ref float outcome, OutcomeKind kind, long micros) =>
        outcome = kind == OutcomeKind.Binary ? 1 : (float)(outcome + ((double)micros / StateEvent.One));
}
