// Functions of float32 in sixteen pieces: row j holds the coefficients of d^j, a column for each piece, whose middle is
// a whole number of kWidth. Weighted fits, whose own error is below a tenth of the last place.
#pragma once

namespace mixgrad::pieces {

// The normal distribution below -a, to 4.84.
inline constexpr float kNormalWidth = 0.3125f, kNormalEnd = 4.8f;
alignas(64) inline constexpr float kNormalPieces[9][16] = {
    {0x1p-1f, 0x1.8262dep-2f, 0x1.105e82p-2f, 0x1.64dd8ep-3f, 0x1.b0bdd2p-4f, 0x1.e4067cp-5f, 0x1.f20394p-6f,
     0x1.d651ep-7f, 0x1.96f4e6p-8f, 0x1.42297ap-9f, 0x1.d21af4p-11f, 0x1.33d0aap-12f, 0x1.72d956p-14f, 0x1.974438p-16f,
     0x1.9775b4p-18f, 0x1.733238p-20f},
    {-0x1.988454p-2f, -0x1.850c86p-2f, -0x1.50096cp-2f, -0x1.073e62p-2f, -0x1.7610bap-3f, -0x1.e21644p-4f,
     -0x1.19bfa2p-4f, -0x1.2aafeap-5f, -0x1.1f2f06p-6f, -0x1.f4dda6p-8f, -0x1.8c2226p-9f, -0x1.1c26c8p-10f,
     -0x1.71b92ep-12f, -0x1.b44e9cp-14f, -0x1.d2fa44p-16f, -0x1.c54d7ap-18f},
    {0x1.368d86p-27f, 0x1.e66408p-5f, 0x1.a418a2p-4f, 0x1.ed9b0cp-4f, 0x1.d3911ep-4f, 0x1.78a10ap-4f, 0x1.0824acp-4f,
     0x1.46af8ap-5f, 0x1.66fa3cp-6f, 0x1.602c36p-7f, 0x1.357b0ap-8f, 0x1.e86366p-10f, 0x1.5a9dc2p-11f, 0x1.bb1fd8p-13f,
     0x1.fec1eap-15f, 0x1.099b84p-16f},
    {0x1.105c1ap-4f, 0x1.d3f9bcp-5f, 0x1.10e498p-5f, 0x1.540036p-8f, -0x1.1878c2p-6f, -0x1.cf39ecp-6f, -0x1.d88f7ap-6f,
     -0x1.78d692p-6f, -0x1.f68f22p-7f, -0x1.206c6cp-7f, -0x1.215e0ep-8f, -0x1.00219cp-9f, -0x1.92766p-11f,
     -0x1.19da9cp-12f, -0x1.60f86ep-14f, -0x1.8c2054p-16f},
    {-0x1.8caafcp-19f, -0x1.098bacp-6f, -0x1.93322cp-6f, -0x1.6f6b72p-6f, -0x1.aa212p-7f, -0x1.14af54p-8f,
     0x1.54bbe8p-9f, 0x1.89834cp-8f, 0x1.865df2p-8f, 0x1.1fb0b8p-8f, 0x1.5c7e6cp-9f, 0x1.6657eap-10f, 0x1.3f711ep-11f,
     0x1.f2a9a2p-13f, 0x1.576ffcp-14f, 0x1.a3de5ap-16f},
    {-0x1.50bc22p-7f, -0x1.ad37bap-8f, -0x1.22ea96p-11f, 0x1.b3624ep-9f, 0x1.6532f4p-8f, 0x1.628f62p-8f, 0x1.d41fd2p-9f,
     0x1.7a0928p-11f, -0x1.720a66p-11f, -0x1.2c4f34p-10f, -0x1.04bee2p-10f, -0x1.510ecep-11f, -0x1.65ef7cp-12f,
     -0x1.4064aap-13f, -0x1.eefafap-15f, -0x1.4df8f2p-16f},
    {0x1.fb2b42p-13f, 0x1.e1555cp-4f, 0x1.2b1c4ap-3f, 0x1.2c4b58p-4f, -0x1.496c3cp-5f, -0x1.134bcap-8f, 0x1.1a8f0ap-7f,
     -0x1.587aecp-8f, -0x1.d907cap-10f, 0x1.ae76dcp-12f, 0x1.84cea6p-12f, 0x1.2cab1cp-12f, 0x1.29bdcep-13f,
     0x1.2c423ep-14f, 0x1.13ee68p-15f, 0x1.a15d36p-17f},
    {0x1.0e9eb4p-7f, -0x1.b7218cp-6f, -0x1.63fc0ep-5f, -0x1.360986p-8f, 0x1.e4a27p-7f, 0x1.fb0c74p-9f, -0x1.004c46p-7f,
     0x1.fc0248p-9f, 0x1.5e2606p-10f, -0x1.5a51bap-14f, -0x1.3770ep-13f, -0x1.3b523ep-13f, -0x1.8339cp-15f,
     -0x1.b1ad62p-16f, -0x1.d2e316p-17f, -0x1.a7ab58p-18f},
    {-0x1.72ad44p-8f, -0x1.22f68cp+1f, -0x1.665bb2p+1f, -0x1.6960e4p+0f, 0x1.91ad5cp-1f, 0x1.ece4b2p-5f, -0x1.7cc5ap-3f,
     0x1.388978p-4f, 0x1.8275d4p-6f, -0x1.1683c8p-7f, -0x1.e317ep-9f, -0x1.beb9c8p-10f, -0x1.4e00bcp-13f,
     0x1.5ae42cp-17f, -0x1.3a9e12p-17f, -0x1.356726p-20f},
};

// erf(a), to 3.95, from where on it rounds to 1; in the first piece erf(a) / a - 1, one row further down.
inline constexpr float kErfWidth = 0.25f, kErfEnd = 3.95f;
alignas(64) inline constexpr float kErfPieces[7][16] = {
    {0x0p+0f, 0x1.1af54ep-2f, 0x1.0a7ef6p-1f, 0x1.6c1c98p-1f, 0x1.af767ap-1f, 0x1.d8865ep-1f, 0x1.eea556p-1f,
     0x1.f92d08p-1f, 0x1.fd9ae2p-1f, 0x1.ff4048p-1f, 0x1.ffcaa8p-1f, 0x1.fff2dp-1f, 0x1.fffd1ap-1f, 0x1.ffff7p-1f,
     0x1.ffffe8p-1f, 0x1.fffffcp-1f},
    {0x1.06eba8p-3f, 0x1.0f5d16p+0f, 0x1.c1efcap-1f, 0x1.492e44p-1f, 0x1.a911fp-2f, 0x1.e4653p-3f, 0x1.e72372p-4f,
     0x1.b0553p-5f, 0x1.529b9ep-6f, 0x1.d4143ap-8f, 0x1.1d8318p-9f, 0x1.3360dp-11f, 0x1.2408fp-13f, 0x1.e9b6p-16f,
     0x1.6a5992p-18f, 0x1.d93bfcp-21f},
    {0x0p+0f, -0x1.0f5c8ep-2f, -0x1.c1f1cap-2f, -0x1.edcabep-2f, -0x1.a90e28p-2f, -0x1.2ec2b4p-2f, -0x1.6d642ep-3f,
     -0x1.7a5bdp-4f, -0x1.52cea6p-5f, -0x1.07a174p-6f, -0x1.62d466p-8f, -0x1.a9544ep-10f, -0x1.9ba554p-12f,
     -0x1.c1ececp-14f, -0x1.a034e6p-15f, -0x1.fa439ap-21f},
    {-0x1.812678p-2f, -0x1.3c967p-2f, -0x1.2bf49ep-3f, 0x1.b69a16p-6f, 0x1.1b63a6p-3f, 0x1.571c7cp-3f, 0x1.1c2a7cp-3f,
     0x1.71499p-4f, 0x1.8b0bf4p-5f, 0x1.63efdap-6f, 0x1.119ce6p-7f, 0x1.69cc14p-9f, 0x1.9dafdap-11f, 0x1.9a9768p-13f,
     0x1.62baep-15f, 0x1.0ae352p-17f},
    {0x0p+0f, 0x1.036aaap-3f, 0x1.797c9ap-3f, 0x1.3b4fb2p-3f, 0x1.11ccb4p-4f, -0x1.0419ap-8f, -0x1.547802p-5f,
     -0x1.73a684p-5f, -0x1.f2d34ep-6f, -0x1.0165bap-6f, -0x1.c3e28cp-7f, -0x1.9cd386p-10f, -0x1.53bda6p-8f,
     0x1.cb7d68p-10f, 0x1.467bb8p-8f, -0x1.5b1f92p-13f},
    {0x1.cbbd92p-4f, 0x1.45e8dep-4f, 0x1.e44042p-8f, -0x1.a89c08p-5f, -0x1.1b9d0ap-4f, -0x1.8199a2p-5f, -0x1.eb309ap-7f,
     0x1.a90cfap-8f, 0x1.aa3978p-7f, 0x1.5cad84p-7f, 0x1.91c7a2p-8f, 0x1.6b3e52p-9f, 0x1.0ceb0ep-10f, 0x1.4d4dd6p-12f,
     0x1.5e45aap-14f, 0x1.45367p-16f},
    {0x0p+0f, -0x1.cd884p-6f, -0x1.9e5ec8p-4f, -0x1.4a2a98p-3f, 0x1.9e7c4p-4f, -0x1.217d8ap-4f, -0x1.bb1f4ap-4f,
     -0x1.b155c2p-4f, -0x1.544a52p-3f, -0x1.25ca86p-3f, 0x1.b35cep-3f, -0x1.26215ap-4f, 0x1.5fcbap-3f, -0x1.5d33fep-4f,
     -0x1.af2002p-3f, 0x1.410b4p-9f},
};

// log(1 + e) / e, to 1
inline constexpr float kLog1pWidth = 0.0625f;
alignas(64) inline constexpr float kLog1pPieces[5][16] = {
    {0x1p+0f, 0x1.f0a30cp-1f, 0x1.e27076p-1f, 0x1.d5440ap-1f, 0x1.c8ff7cp-1f, 0x1.bd8944p-1f, 0x1.b2cba6p-1f,
     0x1.a8b4p-1f, 0x1.9f323ep-1f, 0x1.96386ep-1f, 0x1.8dba5ep-1f, 0x1.85ad5ap-1f, 0x1.7e07f2p-1f, 0x1.76c1c8p-1f,
     0x1.6fd36cp-1f, 0x1.693636p-1f},
    {-0x1p-1f, -0x1.d82542p-2f, -0x1.b5405p-2f, -0x1.967be6p-2f, -0x1.7b2f16p-2f, -0x1.62d278p-2f, -0x1.4cf84cp-2f,
     -0x1.3946bep-2f, -0x1.2773a6p-2f, -0x1.17414p-2f, -0x1.087bc4p-2f, -0x1.f5eee2p-3f, -0x1.dd1e32p-3f,
     -0x1.c645e6p-3f, -0x1.b12f56p-3f, -0x1.9dab4ap-3f},
    {0x1.5554f2p-2f, 0x1.29bf82p-2f, 0x1.05e05cp-2f, 0x1.ceae4p-3f, 0x1.9c425ep-3f, 0x1.70dbe6p-3f, 0x1.4b4924p-3f,
     0x1.2b204ep-3f, 0x1.0ff76ep-3f, 0x1.ef1f3p-4f, 0x1.c424dap-4f, 0x1.9e9ceap-4f, 0x1.7d2eaep-4f, 0x1.5fc50cp-4f,
     0x1.4464a2p-4f, 0x1.2c7f0ap-4f},
    {-0x1.ff898cp-3f, -0x1.a5ea52p-3f, -0x1.5f2efep-3f, -0x1.27154ap-3f, -0x1.f44f4ap-4f, -0x1.ab635ep-4f,
     -0x1.6fa96p-4f, -0x1.3e7218p-4f, -0x1.15504cp-4f, -0x1.e5dc08p-5f, -0x1.ab8844p-5f, -0x1.7a0e5cp-5f,
     -0x1.4fd686p-5f, -0x1.2b7f0ap-5f, -0x1.0c17e4p-5f, -0x1.e081fep-6f},
    {0x1.838c3ep-3f, 0x1.3debcp-3f, -0x1.5014f4p-4f, 0x1.ea59cap-3f, -0x1.fb8e4ap-6f, -0x1.5145f2p-6f, 0x1.53331cp-3f,
     0x1.92944ep-3f, -0x1.2dd108p-3f, -0x1.e3011ap-4f, -0x1.0063fcp-4f, -0x1.b5355cp-4f, -0x1.ad20f2p-4f,
     -0x1.797abap-3f, 0x1.406436p-7f, 0x1.e98ec6p-7f},
};

// For m from sqrt(1/2) to sqrt(2) near the middle i / 21, i = 15 to 30: the float32 c nearest to 21 / i, and -log2(c)
// in two parts, of which the larger ends with 2^-15.
inline constexpr float kLog2PerOne = 21, kLog2First = 15;
alignas(64) inline constexpr float kLog2Pieces[3][16] = {
    {0x1.666666p+0f, 0x1.5p+0f, 0x1.3c3c3cp+0f, 0x1.2aaaaap+0f, 0x1.1af286p+0f, 0x1.0cccccp+0f, 0x1p+0f, 0x1.e8ba2ep-1f,
     0x1.d37a7p-1f, 0x1.cp-1f, 0x1.ae147ap-1f, 0x1.9d89d8p-1f, 0x1.8e38e4p-1f, 0x1.8p-1f, 0x1.72c234p-1f,
     0x1.666666p-1f},
    {-0x1.f11p-2f, -0x1.91b8p-2f, -0x1.3828p-2f, -0x1.c77p-3f, -0x1.27bp-3f, -0x1.206p-4f, 0x0p+0f, 0x1.12ep-4f,
     0x1.0cdp-3f, 0x1.8a9p-3f, 0x1.019p-2f, 0x1.3b88p-2f, 0x1.7348p-2f, 0x1.a9p-2f, 0x1.dcd8p-2f, 0x1.0778p-1f},
    {-0x1.dca38cp-17f, -0x1.d448f8p-17f, -0x1.e5c6b4p-17f, -0x1.69baf2p-17f, -0x1.77787ep-17f, 0x1.f0483ap-17f, 0x0p+0f,
     0x1.971754p-18f, -0x1.8554fap-17f, -0x1.9fd502p-17f, 0x1.b1f6c4p-17f, -0x1.ca4b1cp-17f, -0x1.37c01ep-17f,
     -0x1.a39fbep-20f, -0x1.12ce6ap-18f, -0x1.dca38cp-17f},
};

// sigmoid(a), to 11.5, in distances from middles near the grid's (the first row), so chosen that the second row's
// sigmoid(a) - 0.5, which ends with 2^-24, is almost exact.
inline constexpr float kSigmoidWidth = 0.75f, kSigmoidEnd = 11.5f;
alignas(64) inline constexpr float kSigmoidPieces[8][16] = {
    {0x0p+0f, 0x1.7ffffp-1f, 0x1.7fff76p+0f, 0x1.20009ap+1f, 0x1.800116p+1f, 0x1.e00076p+1f, 0x1.1ffe24p+2f,
     0x1.4ffca6p+2f, 0x1.8075e8p+2f, 0x1.b0730ap+2f, 0x1.e01726p+2f, 0x1.073fe2p+3f, 0x1.20347ap+3f, 0x1.376a4cp+3f,
     0x1.4f0af2p+3f, 0x1.67e2e6p+3f},
    {0x0p+0f, 0x1.6ef53p-3f, 0x1.4531ecp-2f, 0x1.9e5d2p-2f, 0x1.cf6ffcp-2f, 0x1.e878b4p-2f, 0x1.f4bf84p-2f,
     0x1.faa74cp-2f, 0x1.fd7c74p-2f, 0x1.fecf9p-2f, 0x1.ff6f4cp-2f, 0x1.ffb9e8p-2f, 0x1.ffdfdcp-2f, 0x1.fff07p-2f,
     0x1.fff89p-2f, 0x1.fffc94p-2f},
    {0x1p-2f, 0x1.be3fc2p-3f, 0x1.31741ep-3f, 0x1.614eaap-4f, 0x1.721378p-5f, 0x1.6fce62p-6f, 0x1.641aa8p-7f,
     0x1.5463a4p-8f, 0x1.40fbc8p-9f, 0x1.30157ep-10f, 0x1.213f1cp-11f, 0x1.184cdp-12f, 0x1.0117eep-13f, 0x1.f1f86ep-15f,
     0x1.dbfc8ap-16f, 0x1.b5fe8ap-17f},
    {-0x1.910c58p-24f, -0x1.3fd546p-5f, -0x1.8403f4p-5f, -0x1.1deee6p-5f, -0x1.4ef98ep-6f, -0x1.5ee77p-7f,
     -0x1.5c474p-8f, -0x1.50d5bp-9f, -0x1.3f6858p-10f, -0x1.2f60acp-11f, -0x1.20ed62p-12f, -0x1.18267p-13f,
     -0x1.0107c6p-14f, -0x1.f1e98cp-16f, -0x1.dbf5b4p-17f, -0x1.b5fb3ap-18f},
    {-0x1.554ac8p-6f, -0x1.6dcb7ep-7f, 0x1.564cfp-9f, 0x1.c68fap-8f, 0x1.67b518p-8f, 0x1.a85ceep-9f, 0x1.bbd99ep-10f,
     0x1.b7b4b6p-11f, 0x1.a5aeecp-12f, 0x1.929e18p-13f, 0x1.80607p-14f, 0x1.7520aap-15f, 0x1.5688f2p-16f,
     0x1.4bdc92p-17f, 0x1.3d4514p-18f, 0x1.23f7ecp-19f},
    {-0x1.9dc3c2p-16f, 0x1.583ep-8f, 0x1.9896a2p-9f, 0x1.ad6aa4p-14f, -0x1.990e66p-11f, -0x1.55d2p-11f,
     -0x1.93ce66p-12f, -0x1.a52276p-13f, -0x1.9d573ap-14f, -0x1.8ee10cp-15f, -0x1.7ea5f2p-16f, -0x1.745b92p-17f,
     -0x1.56380ep-18f, -0x1.4ba148p-19f, -0x1.3d365cp-20f, -0x1.242a9cp-21f},
    {0x1.1fdebcp-9f, 0x1.3da852p-12f, -0x1.00eb3ap-10f, -0x1.0718c4p-11f, -0x1.7d5648p-15f, 0x1.2aeeacp-14f,
     0x1.04c294p-14f, 0x1.346dep-15f, 0x1.3ede02p-16f, 0x1.3aa4b2p-17f, 0x1.3136b2p-18f, 0x1.2a1c5cp-19f,
     0x1.129548p-20f, 0x1.09fedap-21f, 0x1.fcf936p-23f, 0x1.d58abep-24f},
    {-0x1.02b38ap-12f, -0x1.16d91cp-11f, -0x1.64fb1p-17f, 0x1.2a9532p-13f, 0x1.d61b66p-15f, 0x1.50375ap-18f,
     -0x1.8023a8p-18f, -0x1.4bd9cep-18f, -0x1.87f2bcp-19f, -0x1.9204bcp-20f, -0x1.940586p-21f, -0x1.821896p-22f,
     -0x1.69f606p-23f, -0x1.64e884p-24f, -0x1.498fbcp-25f, -0x1.166876p-26f},
};

}  // namespace mixgrad::pieces
