using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>Turns outcome levels into what each treatment is worth over the reference.</summary>
public static class TreatmentValues
{
    /// <summary>Worth of one unit of each outcome by the schema: value times margin.</summary>
    public static double[] WorthOf(ConsumerSchema schema) =>
        [.. schema.Outcomes.Select(outcome => outcome.Value * outcome.Margin)];

    /// <summary>
    /// values (rows x treatments) = sum over outcomes of worth x (level - level of the reference), from levels (rows x
    /// options x outcomes), option 0 being the reference; summed in double in the order of the outcomes.
    /// </summary>
    public static void Sum(
        ReadOnlySpan<float> levels, int rows, int options, ReadOnlySpan<double> worth, Span<double> values)
    {
        var outcomes = worth.Length;
        for (var row = 0; row < rows; row++)
        {
            var all = levels.Slice(row * options * outcomes, options * outcomes);
            for (var option = 1; option < options; option++)
            {
                var sum = 0.0;
                for (var o = 0; o < outcomes; o++)
                    sum += worth[o] * ((double)all[(option * outcomes) + o] - all[o]);
                values[(row * (options - 1)) + option - 1] = sum;
            }
        }
    }
}
