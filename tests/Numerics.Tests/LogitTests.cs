namespace WorldModel.Numerics.Tests;

public class LogitTests
{
    [Theory]
    [InlineData(-700)]
    [InlineData(-3.2)]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(30)]
    public void The_inverse_undoes_the_logit_and_the_softplus_is_its_integral(double x)
    {
        var p = Logit.Inverse(x);
        if (x is > -30 and < 10) Assert.Equal(x, Logit.Of(p), 1e-9);
        Assert.Equal(-Math.Log(p), -Logit.LogSigmoid(x), 1e-9);
        Assert.Equal(x, Logit.Softplus(x) - Logit.Softplus(-x), 1e-9);
    }

    [Fact]
    public void Its_ends_are_finite_or_infinite_where_they_must_be()
    {
        Assert.Equal(double.NegativeInfinity, Logit.Of(0));
        Assert.Equal(-Math.Log(9999), Logit.Of(0, 1e-4), 1e-9);
        Assert.Equal(0, Logit.Inverse(double.NegativeInfinity));
        Assert.Equal(1, Logit.Inverse(double.PositiveInfinity));
        Assert.Equal(Math.Exp(-50), Logit.Softplus(-50), 1e-30);
        Assert.Equal(0, Logit.NegativeEntropy(0));
        Assert.Equal(-Math.Log(2), Logit.NegativeEntropy(.5), 1e-15);
    }
}
