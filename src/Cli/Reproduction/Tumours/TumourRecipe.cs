using WorldModel.Models.Transformers;
using WorldModel.Simulation.Tumours;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>The published hyperparameters of the Causal Transformer on tumours, which differ by gamma.</summary>
/// <param name="Width">d_h.</param>
/// <param name="Representation">Width of the balanced representation.</param>
/// <param name="HeadUnits">Hidden units of both heads.</param>
/// <param name="LearningRate">Adam's.</param>
internal sealed record TumourRecipe(int Width, int Representation, int HeadUnits, float LearningRate)
{
    public static TumourRecipe Of(double gamma) => gamma switch
    {
        2 => new(16, 8, 32, 1e-2f),
        4 => new(12, 16, 48, 1e-2f),
        _ => new(16, 12, 24, 1e-3f),
    };

    public CausalTransformerOptions Model => TumourTables.Reads with
    {
        HeadUnits = HeadUnits,
        Encoder = new EncoderOptions { Width = Width, Representation = Representation },
    };
}
