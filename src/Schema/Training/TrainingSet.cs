namespace WorldModel.Schema.Training;

/// <summary>
/// Rows to learn from: what was known before a day, what was done on it and what came of it. Flat row-major arrays;
/// rows are ordered by consumer, then day.
/// </summary>
public sealed class TrainingSet
{
    public TrainingSet(ConsumerSchema schema, string[] consumers, string[] treatments, int rows)
    {
        var encoder = new Encoder(schema);
        Schema = schema;
        Consumers = consumers;
        Treatments = treatments;
        Rows = rows;
        (Units, Width) = (encoder.Units, encoder.Width);
        ActionUnits = encoder.Layout.Actions.Units;
        DerivedInputs = schema.Derived.Count;
        OutcomeCount = schema.Outcomes.Count;
        Visible = new float[(long)rows * Width];
        Actions = new float[rows * ActionUnits];
        Derived = new float[rows * DerivedInputs];
        Outcomes = new float[rows * OutcomeCount];
        Consumer = new int[rows];
        Day = new int[rows];
        Treatment = new int[rows];
        Propensity = new float[rows];
        Cost = new float[rows];
        Array.Fill(Treatment, -1);
        Array.Fill(Propensity, float.NaN);
        Array.Fill(Cost, float.NaN);
    }

    public ConsumerSchema Schema { get; }

    /// <summary>Ids of the consumers, by consumer index.</summary>
    public string[] Consumers { get; }

    /// <summary>Names of the experiment's treatments, by index; empty where there was no experiment.</summary>
    public string[] Treatments { get; }

    public int Rows { get; }

    /// <summary>Visible units of a row; numbers, if the schema has any, stand behind them.</summary>
    public int Units { get; }

    /// <summary>Visible units and numbers of a row.</summary>
    public int Width { get; }

    public int ActionUnits { get; }

    public int DerivedInputs { get; }

    public int OutcomeCount { get; }

    /// <summary>Visible units and numbers from the days before, shape (Rows, Width).</summary>
    public float[] Visible { get; }

    /// <summary>Action vectors, shape (Rows, ActionUnits).</summary>
    public float[] Actions { get; }

    /// <summary>Derived inputs, shape (Rows, DerivedInputs).</summary>
    public float[] Derived { get; }

    /// <summary>
    /// Outcomes over each outcome's window from the day on, shape (Rows, OutcomeCount): of a binary one 0 or 1, of an
    /// amount the sum.
    /// </summary>
    public float[] Outcomes { get; }

    /// <summary>Index of each row's consumer.</summary>
    public int[] Consumer { get; }

    /// <summary>Day number of each row.</summary>
    public int[] Day { get; }

    /// <summary>Index of each row's treatment; -1 where there was no experiment.</summary>
    public int[] Treatment { get; }

    /// <summary>Probability with which the row's treatment was drawn; NaN where it is not known.</summary>
    public float[] Propensity { get; }

    /// <summary>What the row's treatment cost, in currency; NaN where it is not known.</summary>
    public float[] Cost { get; }

    public ReadOnlySpan<float> VisibleRow(int row) => Visible.AsSpan(row * Width, Width);

    public ReadOnlySpan<float> ActionRow(int row) => Actions.AsSpan(row * ActionUnits, ActionUnits);

    public ReadOnlySpan<float> DerivedRow(int row) => Derived.AsSpan(row * DerivedInputs, DerivedInputs);

    public ReadOnlySpan<float> OutcomeRow(int row) => Outcomes.AsSpan(row * OutcomeCount, OutcomeCount);

    /// <summary>The rows named, in that order; the consumers keep their indices.</summary>
    public TrainingSet Select(ReadOnlySpan<int> rows)
    {
        var chosen = new TrainingSet(Schema, Consumers, Treatments, rows.Length);
        Gather(Visible, chosen.Visible, rows, Width);
        Gather(Actions, chosen.Actions, rows, ActionUnits);
        Gather(Derived, chosen.Derived, rows, DerivedInputs);
        Gather(Outcomes, chosen.Outcomes, rows, OutcomeCount);
        Gather(Consumer, chosen.Consumer, rows, 1);
        Gather(Day, chosen.Day, rows, 1);
        Gather(Treatment, chosen.Treatment, rows, 1);
        Gather(Propensity, chosen.Propensity, rows, 1);
        Gather(Cost, chosen.Cost, rows, 1);
        return chosen;
    }

    /// <summary>The rows of the days from one to another, both included.</summary>
    public TrainingSet Between(DateOnly from, DateOnly to)
    {
        var rows = new List<int>();
        for (int row = 0; row < Rows; row++)
        {
            if (Day[row] >= from.DayNumber && Day[row] <= to.DayNumber)
                rows.Add(row);
        }
        return Select(rows.ToArray());
    }

    private static void Gather<T>(T[] from, T[] to, ReadOnlySpan<int> rows, int width)
    {
        for (int i = 0; i < rows.Length; i++)
            Array.Copy(from, (long)rows[i] * width, to, (long)i * width, width);
    }
}
