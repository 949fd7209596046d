namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Joins restricted machines into a deep one (three-in-one, section 2.2): middle couplings are halved, because their
/// layers now hear from both sides; visible biases of the upper machines are dropped; each hidden layer's bias is
/// lessened by what the layer above will add on average.
/// </summary>
internal static class Assembly
{
    private const float MiddleScale = .5f;

    /// <param name="machines">One restricted machine a layer, from below.</param>
    /// <param name="means">Means of each layer's units over the training rows, bottom-up, the visible layer
    /// first.</param>
    /// <param name="centred">Whether the result's offsets are these means.</param>
    public static CentredParameters Join(
        IReadOnlyList<BoltzmannMachine> machines, IReadOnlyList<float[]> means, bool centred)
    {
        int[] layers = [machines[0].VisibleUnits, .. machines.Select(machine => machine.HiddenUnits)];
        var parameters = new CentredParameters(layers);
        machines[0].Biases(0).CopyTo(parameters.Biases(0));
        for (var l = 1; l < layers.Length; l++)
        {
            var middle = l > 1 && l < layers.Length - 1;
            var from = machines[l - 1].Weights(1);
            var to = parameters.Weights(l);
            for (var i = 0; i < to.Length; i++) to[i] = middle ? MiddleScale * from[i] : from[i];
            machines[l - 1].Biases(1).CopyTo(parameters.Biases(l));
        }

        for (var l = 1; l < layers.Length - 1; l++) parameters.LessenBiases(l, means[l + 1]);
        if (!centred) return parameters;
        for (var l = 0; l < layers.Length; l++) parameters.MoveOffsets(l, means[l], 1);
        return parameters;
    }
}
