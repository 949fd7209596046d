namespace WorldModel.Cli.Demo;

/// <summary>Predicted chances of the streamed days, consumers x days, consumer-major.</summary>
internal sealed class DailyPredictions(int consumers, int days)
{
    public int Days { get; } = days;

    public double[] Visit { get; } = new double[consumers * days];

    public double[] Purchase { get; } = new double[consumers * days];

    public int Row(int consumer, int day) => (consumer * Days) + day;
}
