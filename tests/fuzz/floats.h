/* The instructions of floats.c, each once as a function and once, under LIST, as an entry of the table. A name that ends in _mN has an operand of
 * N bits; of SSE those that end in s work on floats, the others on doubles. */
#define ARITHMETIC(n)                                                                                                                         \
	X87(f##n##_m32, "f" #n "s %[m]") X87(f##n##_m64, "f" #n "l %[m]") X87(f##n##_1, "f" #n " %%st(1), %%st") X87(f##n##_2, "f" #n " %%st(2), %%st") \
	X87(f##n##_t, "f" #n " %%st, %%st(2)") X87(f##n##_p, "f" #n "p %%st, %%st(1)") X87(fi##n##_m32, "fi" #n "l %[m]") X87(fi##n##_m16, "fi" #n "s %[m]")
ARITHMETIC(add) ARITHMETIC(sub) ARITHMETIC(subr) ARITHMETIC(mul) ARITHMETIC(div) ARITHMETIC(divr)
X87(fcom_m32, "fcoms %[m]") X87(fcomp_m64, "fcompl %[m]") X87(fcom_m64, "fcoml %[m]") X87(fcom_1, "fcom %%st(1)") X87(fcomp_2, "fcomp %%st(2)") X87(fcompp, "fcompp")
X87(ficom_m16, "ficoms %[m]") X87(ficomp_m32, "ficompl %[m]") X87(fucom_1, "fucom %%st(1)") X87(fucomp_2, "fucomp %%st(2)") X87(fucompp, "fucompp")
X87(fcomi_1, "fcomi %%st(1), %%st") X87(fcomip_2, "fcomip %%st(2), %%st") X87(fucomi_1, "fucomi %%st(1), %%st") X87(fucomip_1, "fucomip %%st(1), %%st")
X87(ftst, "ftst") X87(fxam, "fxam") X87(fchs, "fchs") X87(fabs_, "fabs") X87(fsqrt, "fsqrt") X87(frndint, "frndint")
X87(fld_m32, "flds %[m]") X87(fld_m64, "fldl %[m]") X87(fld_m80, "fldt %[m]") X87(fild_m16, "filds %[m]") X87(fild_m32, "fildl %[m]") X87(fild_m64, "fildll %[m]")
X87(fst_m32, "fsts %[m]") X87(fst_m64, "fstl %[m]") X87(fstp_m32, "fstps %[m]") X87(fstp_m64, "fstpl %[m]") X87(fstp_m80, "fstpt %[m]")
X87(fist_m16, "fists %[m]") X87(fist_m32, "fistl %[m]") X87(fistp_m16, "fistps %[m]") X87(fistp_m32, "fistpl %[m]") X87(fistp_m64, "fistpll %[m]")
X87(fisttp_m16, "fisttps %[m]") X87(fisttp_m32, "fisttpl %[m]") X87(fisttp_m64, "fisttpll %[m]") X87(fbld_m80, "fbld %[m]") X87(fbstp_m80, "fbstp %[m]")
X87(fld_0, "fld %%st(0)") X87(fld_1, "fld %%st(1)") X87(fld_7, "fld %%st(7)") X87(fst_1, "fst %%st(1)") X87(fstp_0, "fstp %%st(0)") X87(fstp_3, "fstp %%st(3)")
X87(fxch_1, "fxch %%st(1)") X87(fxch_5, "fxch %%st(5)") X87(ffree_1, "ffree %%st(1)") X87(fincstp, "fincstp") X87(fdecstp, "fdecstp") X87(fnop, "fnop")
X87(fld1, "fld1") X87(fldz, "fldz") X87(fldpi, "fldpi") X87(fldl2e, "fldl2e") X87(fldl2t, "fldl2t") X87(fldlg2, "fldlg2") X87(fldln2, "fldln2")
X87(fcmovb, "fcmovb %%st(1), %%st") X87(fcmovne, "fcmovne %%st(2), %%st") X87(fcmovu, "fcmovu %%st(1), %%st") X87(fnclex, "fnclex") X87(fnstsw, "fnstsw %%ax")
X87(fptan, "fptan") X87(fsincos, "fsincos") X87(fscale, "fscale") X87(fxtract, "fxtract") X87(fprem, "fprem") X87(fprem1, "fprem1") X87(f2xm1, "f2xm1")
X87(fyl2x, "fyl2x") X87(fpatan, "fpatan") X87(two, "fmul %%st(1), %%st\n fadd %%st(2), %%st\n fstl %[m]") X87(three, "fldl %[m]\n fsubp %%st, %%st(1)\n fistpl 8+%[m]")
X87(four, "flds %[m]\n faddl %[m]\n fstps %[m]\n fnstsw %%ax")
#define PACKED(n) SSE(n##ps, #n "ps %%xmm1, %%xmm0") SSE(n##ss, #n "ss %%xmm1, %%xmm0") SSE(n##pd, #n "pd %%xmm1, %%xmm0") SSE(n##sd, #n "sd %%xmm1, %%xmm0")
PACKED(add) PACKED(sub) PACKED(mul) PACKED(div) PACKED(min) PACKED(max) PACKED(sqrt) PACKED(cmpeq) PACKED(cmplt) PACKED(cmple) PACKED(cmpunord) PACKED(cmpneq)
PACKED(cmpnlt) PACKED(cmpord)
SSE(haddps, "haddps %%xmm1, %%xmm0") SSE(haddpd, "haddpd %%xmm1, %%xmm0") SSE(addsubps, "addsubps %%xmm1, %%xmm0") SSE(hsubpd, "hsubpd %%xmm1, %%xmm0")
SSE(comiss, "comiss %%xmm1, %%xmm0") SSE(comisd, "comisd %%xmm1, %%xmm0") SSE(ucomiss, "ucomiss %%xmm1, %%xmm0") SSE(ucomisd, "ucomisd %%xmm1, %%xmm0")
SSE(cvtps2pd_s, "cvtps2pd %%xmm1, %%xmm0") SSE(cvtpd2ps_d, "cvtpd2ps %%xmm1, %%xmm0") SSE(cvtss2sd_s, "cvtss2sd %%xmm1, %%xmm0") SSE(cvtsd2ss_d, "cvtsd2ss %%xmm1, %%xmm0")
SSE(cvtps2dq_s, "cvtps2dq %%xmm1, %%xmm0") SSE(cvttps2dq_s, "cvttps2dq %%xmm1, %%xmm0") SSE(cvtpd2dq_d, "cvtpd2dq %%xmm1, %%xmm0")
SSE(cvttpd2dq_d, "cvttpd2dq %%xmm1, %%xmm0") SSE(cvtdq2ps, "cvtdq2ps %%xmm1, %%xmm0") SSE(cvtdq2pd, "cvtdq2pd %%xmm1, %%xmm0")
SSE(cvtss2si_s, "cvtss2si %%xmm1, %%eax") SSE(cvttss2si_s, "cvttss2si %%xmm1, %%eax") SSE(cvtsd2si_d, "cvtsd2si %%xmm1, %%eax") SSE(cvttsd2si_d, "cvttsd2si %%xmm1, %%eax")
SSE(cvtps2pi_s, "cvtps2pi %%xmm1, %%mm0") SSE(cvttpd2pi_d, "cvttpd2pi %%xmm1, %%mm0") SSE(cvtpi2ps, "cvtpi2ps %%mm1, %%xmm0")
SSE(cvtsi2ss, "cvtsi2ss %%eax, %%xmm0") SSE(cvtsi2sd, "cvtsi2sd %%eax, %%xmm0")
SSE(rcpps_flags, "rcpps %%xmm1, %%xmm0\n xorps %%xmm0, %%xmm0") SSE(rsqrtss_flags, "rsqrtss %%xmm1, %%xmm0\n xorps %%xmm0, %%xmm0")
SSE(memory_divsd, "divsd %[m], %%xmm0") SSE(memory_mulps, "mulps %[m], %%xmm0")
#ifdef __x86_64__
SSE(cvtss2siq_s, "cvtss2si %%xmm1, %%rax") SSE(cvttsd2siq_d, "cvttsd2si %%xmm1, %%rax") SSE(cvtsi2sdq, "cvtsi2sdq %%rax, %%xmm0") SSE(cvtsi2ssq, "cvtsi2ssq %%rax, %%xmm0")
#endif
#undef ARITHMETIC
#undef PACKED
