using WorldModel.Models;

namespace WorldModel.Cli.Training;

/// <summary>A machine's layers in words: <c>72-64-32-16</c>, visible first.</summary>
internal static class Layers
{
    public static string Of(FrozenModel model) => string.Join("-", model.Machine.Layers.ToArray());
}
