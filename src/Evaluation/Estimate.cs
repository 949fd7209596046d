namespace WorldModel.Evaluation;

/// <summary>A figure and its interval, 95 % unless said otherwise; without one, low and high are null.</summary>
public readonly record struct Estimate(double Value, double? Low = null, double? High = null)
{
    /// <summary>Whether the whole interval is above a number.</summary>
    public bool Above(double number) => Low > number;

    /// <summary>Whether the whole interval is below a number.</summary>
    public bool Below(double number) => High < number;

    public string Format(Func<double, string>? format = null) =>
        Low is { } low && High is { } high
            ? Reports.ForPeople.Interval(Value, low, high, format)
            : (format ?? Reports.ForPeople.Number)(Value);
}
