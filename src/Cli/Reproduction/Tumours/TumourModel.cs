using System.Runtime.InteropServices;
using WorldModel.Models.Transformers;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>A trained model of a study.</summary>
/// <param name="Key">Which.</param>
/// <param name="Patients">That it learnt from.</param>
/// <param name="Epochs">Passes over them.</param>
/// <param name="Loss">Mean training loss of the last epoch.</param>
/// <param name="TrainingSeconds">How long it took.</param>
/// <param name="Weights">Averages of everything but the treatment head, little-endian float32.</param>
internal sealed record TumourModel(
    TumourKey Key, int Patients, int Epochs, double Loss, double TrainingSeconds, byte[] Weights)
{
    public static TumourModel Of(
        TumourKey key, TumourScale scale, CausalTransformer<float> model, double loss, double seconds) =>
        new(key, scale.Training, scale.Epochs, loss, seconds, MemoryMarshal.AsBytes(model.Body.Averages).ToArray());

    /// <summary>Whether it is this model, of these sizes.</summary>
    public bool Is(TumourKey key, TumourScale scale, CausalTransformer<float> model) =>
        Key == key && Patients == scale.Training && Epochs == scale.Epochs
        && Weights.Length == model.Body.Length * sizeof(float);

    /// <summary>Gives the model its weights.</summary>
    public void Restore(CausalTransformer<float> model)
    {
        Weights.CopyTo(MemoryMarshal.AsBytes(model.Body.Values));
        model.Body.Changed();
        model.Body.ResetAverage();
    }
}
